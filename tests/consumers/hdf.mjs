// Heimdall and SAF (hdf-converters, inspecjs): the statuses that they show, of
// our XCCDF, checklists, .nessus, SARIF and HDF.
import { any, load, ok, own, read, report, reports, same, sources, sum, total,
	xccdf } from './lib.mjs';

const hdf = load('@mitre/hdf-converters');
const { contextualizeEvaluation } = load('inspecjs');

function shown(evaluation) {
	const count = {};

	for (const profile of contextualizeEvaluation(evaluation).contains)
		for (const control of profile.contains)
			count[control.hdf.status] = (count[control.hdf.status] ?? 0) + 1;
	return Object.fromEntries(Object.entries(count).sort());
}

const counts = (passed, failed, na, reviewed, error) =>
	Object.fromEntries(Object.entries({ 'Failed': failed, 'Not Applicable': na,
		'Not Reviewed': reviewed, 'Passed': passed, 'Profile Error': error })
		.filter(([, n]) => n !== 0));

async function reads(name, expected, convert) {
	try {
		same(shown(await convert()), expected, name);
	} catch (e) {
		ok(false, name, e.stack);
	}
}

// Of XCCDF it takes what is informational, or not selected, to be of no impact.
for (const s of xccdf.filter((x) => own.includes(x))) {
	const [{ count: c }] = s.targets;

	await reads(`Heimdall counts the XCCDF ${s.name}`,
		counts(total(c, 'pass', 'fixed'), c.fail,
			total(c, 'notapplicable', 'informational', 'notselected'),
			c.notchecked, total(c, 'error', 'unknown')),
		() => new hdf.XCCDFResultsResults(read(s.file)).toHdf());
}

for (const s of sources) {
	for (const { file, target: { name, rules: c } } of reports(s, 'hdf')) {
		await reads(`Heimdall counts the HDF of ${s.name}, ${name}`,
			counts(total(c, 'pass', 'fixed'), c.fail, c.notapplicable,
				total(c, 'notchecked', 'informational'),
				total(c, 'error', 'unknown')),
			() => JSON.parse(read(file)));
	}
	for (const { file, target: { name, rules: c } } of
		any(s) ? reports(s, 'ckl') : []) {
		await reads(`Heimdall counts the CKL of ${s.name}, ${name}`,
			counts(total(c, 'pass', 'fixed'), c.fail, c.notapplicable,
				total(c, 'notchecked', 'informational', 'error', 'unknown'), 0),
			() => new hdf.ChecklistResults(read(file)).toHdf());
	}
	// The vendor has no word for what does not apply; the scan itself is an item
	// of no impact.
	for (const { file, target: { name, rules: c } } of reports(s, 'nessus')) {
		await reads(`Heimdall counts the .nessus of ${s.name}, ${name}`,
			counts(total(c, 'pass', 'fixed'), c.fail, any(s) ? 1 : 0,
				total(c, 'notapplicable', 'notchecked', 'informational'),
				total(c, 'error', 'unknown')),
			() => new hdf.NessusResults(read(file)).toHdf());
	}
	// SARIF holds failures only, and a rule is one control there.
	const file = report(s, 'sarif');
	const rules = new Set(JSON.parse(read(file)).runs
		.flatMap((r) => r.results.map((x) => x.ruleId)));

	await reads(`Heimdall counts the SARIF of ${s.name}`,
		counts(0, rules.size, 0, 0, 0),
		() => new hdf.SarifMapper(read(file)).toHdf());
	same(JSON.parse(read(file)).runs.reduce((n, r) => n + r.results.length, 0),
		sum(s).fail, `as many results in the SARIF of ${s.name} as failures`);
}
