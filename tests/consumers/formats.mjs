// The readers of one format each: SARIF Multitool with GitHub's rules, a parser
// of JUnit, promtool, and the official schemas.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { any, load, ok, own, read, report, reports, results, run, same, sources,
	sum, total } from './lib.mjs';

// --- SARIF -------------------------------------------------------------------

const multitool = load('@microsoft/sarif-multitool');

const sarif = sources.map((s) => [s.name, report(s, 'sarif')]);
const out = `${sarif[0][1]}.out`;
const { status, text } = run(multitool, 'validate', ...sarif.map((x) => x[1]),
	'-o', out, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning',
	'--kind', 'Fail', '--log', 'ForceOverwrite');

if (ok(status === 0 && fs.existsSync(out) &&
	text.includes(`${sarif.length} files scanned`),
'SARIF Multitool reads every file', text)) {
	// SARIF2005 wants an address on the web of the tool.
	const said = JSON.parse(read(out).replace(/^\ufeff/, '')).runs[0].results
		.filter((x) => !x.ruleId.startsWith('SARIF2005'));

	for (const [name, file] of sarif)
		same(said.filter((x) => JSON.stringify(x.locations)
			.includes(path.basename(file))), [],
		`SARIF Multitool has nothing to say of ${name}`);
}
for (const [name, file] of sarif)
	same(JSON.parse(read(file)).runs.flatMap((r) => r.results)
		.filter((x) => x.kind !== 'fail').length, 0,
	`nothing but failures in the SARIF of ${name}`);

// --- JUnit -------------------------------------------------------------------

const { parse } = load('test-results-parser');

for (const s of sources) {
	const c = sum(s);
	const { suites } = parse({ type: 'junit', files: [report(s, 'junit')] });
	const cases = suites.flatMap((x) => x.cases.map((y) => ({ ...y, of: x })));
	const of = (status) => cases.filter((x) => x.status === status).length;
	const said = (key) => suites.reduce((n, x) => n + Number(x[key]), 0);
	const passed = total(c, 'pass', 'fixed');
	const skipped = total(c, 'notapplicable', 'notchecked', 'informational');
	const errors = total(c, 'error', 'unknown');

	same({ passed: of('PASS'), skipped: of('SKIP'), bad: of('FAIL') },
		{ passed, skipped, bad: c.fail + errors },
		`a parser of JUnit counts the cases of ${s.name}`);
	same({ passed: said('passed'), skipped: said('skipped'),
		failed: said('failed'), errors: said('errors') },
	{ passed, skipped, failed: c.fail, errors },
	`and what the suites of ${s.name} say of them`);
	same(new Set(cases.map((x) => `${x.of.name}\n${x.name}`)).size, cases.length,
		`and no two cases of ${s.name} have one name`);
}

// --- Prometheus --------------------------------------------------------------

for (const s of sources) {
	const file = report(s, 'prometheus'), c = sum(s);
	const { status, stdout, stderr } = spawnSync('promtool',
		['check', 'metrics'], { input: fs.readFileSync(file), encoding: 'utf8' });
	const of = (result) => [...read(file).matchAll(
		/^xccdf_rule_results\{.*result="(\w+)".*\} (\d+)$/gm)]
		.filter((m) => m[1] === result).reduce((n, m) => n + Number(m[2]), 0);

	ok(status === 0 && stdout + stderr === '',
		`promtool has nothing to say of ${s.name}`, stdout, stderr);
	same(Object.fromEntries(Object.keys(c).map((r) => [r, of(r)])),
		{ ...c, notselected: 0 },
		`and the numbers of ${s.name} are those written`);
	ok(!/\} \S+ \S+$/m.test(read(file)), `no timestamps for ${s.name}`);
}

// --- XCCDF and ARF -----------------------------------------------------------

for (const s of own.filter((x) => !x.name.endsWith('.json'))) {
	const kind = s.name.endsWith('.arf.xml') ? 'ds' : 'xccdf';
	const valid = kind === 'ds' ? run('oscap', 'ds', 'rds-validate', s.file)
		: run('oscap', 'xccdf', 'validate', s.file, // minutes for a large one
			...(fs.statSync(s.file).size < 1e6 ? [] : ['--skip-schematron']));

	ok(valid.status === 0 && !/error/i.test(valid.text),
		`oscap validates ${s.name}`, valid.text);
	const html = run('oscap', 'xccdf', 'generate', 'report', s.file);

	ok(html.status === 0, `oscap makes a report of ${s.name}`, html.text);
	const c = s.targets[0].count; // of several, it shows the first
	const shown = (r) => html.text.split(`rule-detail rule-detail-${r} `)
		.length - 1;
	const seen = results.filter((r) => r !== 'notselected');

	same(seen.map((r) => [r, shown(r)]), seen.map((r) => [r, c[r]]),
		`and shows as many of each result of ${s.name}`);
}

// --- CKL ---------------------------------------------------------------------

const xsd = path.join(process.env.ROOT,
	'../shared/formats/U_Checklist_Schema_V2.xsd');

for (const s of fs.existsSync(xsd) ? sources : [])
	for (const { file, target } of any(s) ? reports(s, 'ckl') : []) {
		const valid = run('xmllint', '--noout', '--schema', xsd, file);

		ok(valid.status === 0,
			`the CKL of ${s.name}, ${target.name}, is valid`, valid.text);
	}
