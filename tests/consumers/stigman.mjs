// STIG Manager (stig-manager-client-modules): the reviews that it takes from
// our XCCDF, CKL and CKLB, with the settings under which it takes all.
import { any, load, ok, own, read, reports, same, sources, total, xccdf }
	from './lib.mjs';

const stigman = load('@nuwcdivnpt/stig-manager-client-modules');
const settings = {
	fieldSettings: { detail: { enabled: 'always', required: 'always' },
		comment: { enabled: 'findings', required: 'findings' } },
	allowAccept: true,
	importOptions: { autoStatus: { fail: 'saved', notapplicable: 'submitted',
		pass: 'submitted' }, unreviewed: 'always',
	unreviewedCommented: 'informational', emptyDetail: 'import',
	emptyComment: 'ignore', allowCustom: true },
	scapBenchmarkMap: new Map(),
};

function reads(name, expected, parse, check) {
	try {
		const { checklists: [{ reviews, stats }] } = parse();
		const { pass, fail, notapplicable } = stats;

		same({ pass, fail, notapplicable,
			others: reviews.length - pass - fail - notapplicable },
		expected, name);
		check(reviews);
	} catch (e) {
		ok(false, name, e.stack);
	}
}

for (const s of xccdf.filter((x) => own.includes(x))) {
	const [{ count: c }] = s.targets;

	reads(`STIG Manager counts the XCCDF ${s.name}`,
		{ pass: c.pass, fail: c.fail, notapplicable: c.notapplicable,
			others: total(c, 'error', 'unknown', 'notchecked', 'notselected',
				'informational', 'fixed') },
		() => stigman.reviewsFromXccdf({ ...settings, data: read(s.file) }),
		(reviews) => {
			ok(reviews.every((r) => r.detail.length > 0 &&
				!r.detail.startsWith('Result was reported')),
			`and each has its evidence, of ${s.name}`);
			ok(reviews.every((r) => r.resultEngine.product === 'auditc' &&
				r.resultEngine.version !== undefined),
			`and each says what came to it, of ${s.name}`);
			ok(reviews.every((r) => r.resultEngine.checkContent?.location),
				`and each names its check, of ${s.name}`);
		});
}

const parsers = { ckl: stigman.reviewsFromCkl, cklb: stigman.reviewsFromCklb };

for (const s of sources.filter(any))
	for (const [format, parser] of Object.entries(parsers))
		for (const { file, target } of reports(s, format)) {
			const c = target.rules; // an answer for each rule
			const what = `the ${format} of ${s.name}, ${target.name}`;

			reads(`STIG Manager counts ${what}`,
				{ pass: total(c, 'pass', 'fixed'), fail: c.fail,
					notapplicable: c.notapplicable,
					others: total(c, 'error', 'unknown', 'notchecked',
						'informational') },
				() => parser({ ...settings, data: read(file) }),
				(reviews) => ok(reviews.every((r) => r.detail.length > 0 &&
					r.ruleId.length <= 45 && !r.ruleId.startsWith('xccdf_')),
				`and each has its evidence and rule, of ${what}`));
		}
