// What has broken a reader before, looked for in everything that evaluate
// writes; and what no reader of ours may fall for.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inputs, made, ok, own, read, report, run, same, sources }
	from './lib.mjs';

const all = (text, pattern) => [...text.matchAll(pattern)];
const attribute = (tag, name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
const tags = (text, name) => all(text, new RegExp(`<cdf:${name}[ >][^>]*>?`, 'g'))
	.map(([tag]) => tag);

function result(name, text, benchmark) {
	const [head] = tags(text, 'TestResult'), [end] = [text.indexOf('<cdf:target')];
	const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
	const rules = new Set(tags(benchmark, 'Rule').map((t) => attribute(t, 'id')));
	const list = all(text, /<cdf:rule-result [^]*?<\/cdf:rule-result>/g)
		.map(([x]) => x);
	const each = (what, holds) => same(list.filter((x) => !holds(x)).slice(0, 2),
		[], `${name}: ${what}`);

	ok(date.test(attribute(head, 'start-time')) &&
		date.test(attribute(head, 'end-time')), `${name}: start and end`, head);
	ok(/^cpe:\/a:auditc:auditc:\d/.test(attribute(head, 'test-system')),
		`${name}: the test system is a CPE with a version`, head);
	ok(/^xccdf_[^_]+_testresult_./.test(attribute(head, 'id')) &&
		attribute(head, 'version'), `${name}: id and version`, head);
	ok(tags(text, 'identity').length === 1 && end > 0 &&
		/<cdf:target>[^<\s][^<]*<\/cdf:target>/.test(text),
	`${name}: an identity and a target that is not empty`);
	ok(attribute(tags(text, 'benchmark')[0], 'href') &&
		benchmark.includes(` id="${attribute(tags(text, 'benchmark')[0], 'id')}"`),
	`${name}: it names the benchmark that is there`);
	ok(benchmark.includes(`<cdf:Profile id="${
		attribute(tags(text, 'profile')[0], 'idref')}"`),
	`${name}: and a profile that is there`);
	ok(tags(text, 'score').length > 0 && tags(text, 'score').every((t) =>
		/urn:xccdf:scoring:(default|flat|flat-unweighted|absolute)"/.test(t) &&
		Number(attribute(t, 'maximum')) > 0), `${name}: scores and their maximum`);
	ok(tags(text, 'fact').every((t) => /^<cdf:fact type="[a-z]+" name="/.test(t)) &&
		['urn:scap', 'urn:xccdf'].every((u) => text.includes(
			`name="${u}:fact:asset:identifier:host_name">`)) &&
		['name', 'version'].every((n) => text.includes(
			`name="urn:xccdf:fact:scanner:${n}">`)),
	`${name}: facts, their type first, under both names`);
	same(tags(text, 'target-address').length, all(text,
		/<cdf:target-address>[0-9a-f.:]+<\/cdf:target-address>/g).length,
	`${name}: an address is an address`);
	each('each rule that has a result is there', (x) =>
		rules.has(attribute(x, 'idref')));
	each('each result has what readers need of it', (x) => ['time', 'severity',
		'weight', 'role', 'version'].every((n) => attribute(x, n)));
	each('no severity unknown', (x) => attribute(x, 'severity') !== 'unknown');
	each('each result is one word', (x) =>
		all(x, /<cdf:result>[a-z]+<\/cdf:result>/g).length === 1);
	each('one message, of a severity', (x) => tags(x, 'message').length === 1 &&
		attribute(tags(x, 'message')[0], 'severity'));
	each('one check with one reference', (x) => tags(x, 'check').length === 1 &&
		tags(x, 'check-content-ref').length === 1 &&
		tags(x, 'check-content-ref').every((t) => attribute(t, 'href') &&
			attribute(t, 'name')));
	same(new Set(list.map((x) => tags(x, 'check-content-ref')[0])).size,
		list.length, `${name}: and no two have the same`);
	same(new Set(list.map((x) => attribute(x, 'idref'))).size, list.length,
		`${name}: a rule has one result`);
	ok([0, list.length].includes(list.filter((x) =>
		x.includes('<cdf:override')).length), `${name}: all overridden, or none`);
}

for (const s of own.filter((x) => !x.name.endsWith('.json'))) {
	const bytes = fs.readFileSync(s.file), text = bytes.toString('utf8');
	const arf = s.name.endsWith('.arf.xml');
	const [[benchmark]] = all(text,
		/<cdf:Benchmark[^]*?(?=<cdf:TestResult|<\/cdf:Benchmark>)/g);
	const results = all(text, /<cdf:TestResult [^]*?<\/cdf:TestResult>/g)
		.map(([x]) => x);

	ok(Buffer.from(text).equals(bytes) && bytes[0] === '<'.charCodeAt() &&
		!/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|<!DOCTYPE/.test(text),
	`${s.name}: UTF-8 without a mark, a control character or a DOCTYPE`);
	ok(!/<\/?[a-zA-Z]*:?(TestResult|rule-result|fact|Rule)\b/.test(
		text.replace(/<\/?cdf:/g, '')), `${s.name}: the prefix is cdf`);
	ok(all(benchmark, /<\/?cdf:(Group|Rule)\b/g).reduce((depth, [tag, what]) =>
		depth < 0 ? depth : what === 'Group' ? depth + (tag[1] === '/' ? -1 : 1)
			: depth > 0 ? depth : -9, 0) === 0, `${s.name}: a group around each rule`);
	ok(tags(benchmark, 'Rule').every((t) => ['severity', 'weight', 'role']
		.every((n) => attribute(t, n)) && attribute(t, 'severity') !== 'unknown'),
	`${s.name}: each rule has a severity, a weight and a role`);
	ok(arf ? results.every((x) => /^#./.test(attribute(
		tags(x, 'benchmark')[0], 'href'))) : results.length === 1 &&
		!attribute(tags(results[0], 'benchmark')[0], 'href').startsWith('#') &&
		/<\/cdf:TestResult>\s*<\/cdf:Benchmark>\s*$/.test(text),
	`${s.name}: ${arf ? 'benchmarks by component' : 'one TestResult, the last'}`);
	for (const [i, x] of results.entries())
		result(`${s.name} ${i + 1}`, x, benchmark);
	if (!arf) {
		same(tags(text, 'rule-result').length, tags(benchmark, 'Rule').length,
			`${s.name}: every rule has a result`);
		continue;
	}
	// The schema of ARF does not look into what it holds.
	for (const [i, x] of results.entries()) {
		const alone = path.join(made, 'alone.xml');

		fs.writeFileSync(alone, `${benchmark}${x}</cdf:Benchmark>`);
		const valid = run('oscap', 'xccdf', 'validate', '--skip-schematron', alone);

		ok(valid.status === 0, `${s.name} ${i + 1}: valid by itself`, valid.text);
	}
	ok(all(text, /<ai:hostname>([^<]*)</g).every(([, h]) =>
		/^[A-Za-z0-9.-]+$/.test(h)), `${s.name}: host names are names`);
	ok(all(text, /<arf:report id=/g).length === results.length &&
		all(text, /:createdFor"/g).length === results.length &&
		all(text, /:isAbout"/g).length === results.length,
	`${s.name}: each report has its request and its asset`);
}

// --- checklists --------------------------------------------------------------

const traps = sources.find((s) => s.name === 'traps.xccdf.xml');
const ckl = read(report(traps, 'ckl'));

ok(['HOST_IP', 'HOST_MAC', 'HOST_FQDN'].every((n) =>
	ckl.includes(`<${n}/>`)), 'what is no address or name is left empty');
for (const format of ['ckl', 'junit', 'csv', 'nessus', 'html', 'prometheus'])
	ok(!/^\ufeff/.test(read(report(traps, format))), `${format} has no mark`);

// --- what is no result -------------------------------------------------------

const { AUDITC } = process.env;

function refuses(name, file, pattern) {
	const to = path.join(made, 'kept');

	fs.writeFileSync(to, 'kept');
	for (const format of ['html', 'ckl', 'sarif']) {
		const r = spawnSync(AUDITC, ['report', file, '--to', format, '-o', to],
			{ encoding: 'utf8' });

		ok(r.status === 1 && r.stdout === '' && pattern.test(r.stderr) &&
			read(to) === 'kept', `${name} is no ${format}`, r.status, r.stderr);
	}
}

const whole = fs.readFileSync(path.join(inputs, 'debian11.arf.xml'), 'latin1');
const bad = path.join(made, 'bad.xml');
const cut = (text) => { fs.writeFileSync(bad, text, 'latin1'); return bad; };

refuses('half an ARF', cut(whole.slice(0, whole.length >> 1)), /bad\.xml:\d+: error/);
refuses('an ARF of another namespace', cut(whole.replaceAll(
	'http://scap.nist.gov/schema/asset-reporting-format/1.1', 'urn:x')), /error/);
refuses('an ARF with results of other rules', cut(whole.replaceAll(
	'<rule-result idref="xccdf_', '<rule-result idref="xccdf_x')), /rule-result/);
const one = fs.readFileSync(path.join(inputs, 'one.xccdf.xml'), 'latin1');
refuses('XCCDF with two TestResults', cut(one.replace(/<TestResult[^]*<\/TestResult>/,
	'$&$&')), /bad\.xml:\d+: error.*second TestResult/);
const [, before, body, behind] = whole.match(
	/^([^]*<arf:reports>)([^]*)(<\/arf:reports>[^]*)$/);
const [again] = body.match(/<arf:report [^]*?<\/arf:report>/);
refuses('an ARF of 200 MB', cut(before +
	again.repeat(Math.ceil(200e6 / again.length)) + behind),
/beyond the limits/);
