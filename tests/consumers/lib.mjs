// What the consumers' tests share: the inputs that inputs.sh made, the reports
// that auditc makes of them, what is written in them by status, and TAP.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const { AUDITC, CONSUMERS } = process.env;
export const inputs = path.join(CONSUMERS, 'inputs');

// A package of package.json.
export const load = createRequire(path.join(CONSUMERS, 'package.json'));

export const results = ['pass', 'fail', 'error', 'unknown', 'notapplicable',
	'notchecked', 'notselected', 'informational', 'fixed'];

// --- TAP ---------------------------------------------------------------------

export function ok(holds, name, ...why) {
	const line = name.replace(/[^ -~]|#/g, '?'); // names are hostile, too

	console.log(`${holds ? 'ok' : 'not ok'} - ${line}`);
	for (const line of holds ? [] : why.join('\n').split('\n').slice(0, 20))
		console.log(`# ${line}`);
	return holds;
}

export function same(got, expected, name) {
	const [a, b] = [got, expected].map((x) => JSON.stringify(x));

	return ok(a === b, name, `got      ${a}`, `expected ${b}`);
}

// --- what is written ---------------------------------------------------------

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const unquoted = (s) => s.replace(/&(\w+);/g, (all, name) => entities[name]);

const worst = ['fail', 'error', 'unknown', 'notchecked', 'informational',
	'pass', 'fixed', 'notapplicable', 'notselected'];

// How many of each result; where a rule has several, also the worst of each.
function counted(list) {
	const of = new Map();
	const count = (some) => Object.fromEntries(results.map((r) =>
		[r, some.filter((x) => x === r).length]));

	for (const [rule, r] of list)
		if (!of.has(rule) || worst.indexOf(r) < worst.indexOf(of.get(rule)))
			of.set(rule, r);
	return { count: count(list.map(([, r]) => r)),
		rules: count([...of.values()]) };
}

// The targets of a source: a name and the counts.  Told apart from auditc's
// own reader: by the text.
function targets(file) {
	const text = fs.readFileSync(file, 'utf8');

	if (file.endsWith('.json'))
		return JSON.parse(text).targets.map((t) => ({ name: t.name,
			...counted(t.rules.map((r) => [r.id, r.result])) }));
	return [...text.matchAll(/<(?:\w+:)?TestResult\b[^]*?<\/(?:\w+:)?TestResult>/g)]
		.map(([all]) => ({
			name: unquoted(
				all.match(/<(?:\w+:)?target(?: [^>]*)?>([^<]*)</)[1]),
			...counted([...all.matchAll(/<(?:\w+:)?rule-result\b[^>]* ?idref="([^"]*)"[^]*?<(?:\w+:)?result>\s*(\w+)\s*</g)]
				.map((m) => [m[1], m[2]])),
		}));
}

// Every source: its name, its file, its targets.
export const sources = fs.readdirSync(inputs)
	.filter((f) => /\.(xccdf\.xml|arf\.xml|json)$/.test(f)).sort()
	.map((f) => ({ name: f, file: path.join(inputs, f),
		targets: targets(path.join(inputs, f)) }));

// The files that hold a Benchmark with one TestResult.
export const xccdf = sources.filter((s) => s.name.endsWith('.xccdf.xml'));
// Those that the evaluator has written.
export const own = sources.filter((s) =>
	/^(docker|every|odd|stig)/.test(s.name));

export const total = (count, ...names) => names.reduce((n, r) =>
	n + count[r], 0);
export const sum = (source) => Object.fromEntries(results.map((r) =>
	[r, source.targets.reduce((n, t) => n + t.count[r], 0)]));
// Is there a result for a checklist?
export const any = (source) => Object.entries(sum(source)).some(([r, n]) =>
	r !== 'notselected' && n !== 0);

// --- what auditc makes of it -------------------------------------------------

export const made = fs.mkdtempSync(path.join(CONSUMERS, 'made-'));
process.on('exit', () => fs.rmSync(made, { recursive: true }));
let number = 0;

// auditc, which has to end well.
export function auditc(...args) {
	const { status, stderr } = spawnSync(AUDITC, args, { encoding: 'utf8' });

	if (status !== 0)
		throw new Error(`auditc ${args.join(' ')}: ${stderr}`);
}

// A report of a source, of one target where it is named: its file, or null.
export function report(source, format, target) {
	const file = path.join(made, `${++number}.${format}`);
	const { status, stderr } = spawnSync(AUDITC, ['report', source.file,
		'--to', format, '-o', file,
		...(target === undefined ? [] : ['--target', target])],
	{ encoding: 'utf8' });

	return status === 0 ? file
		: (console.log(`# ${source.name}: ${stderr.trim()}`), null);
}

// One report for each target, with what is written of it.
export function reports(source, format) {
	return source.targets.map((t) => ({ target: t, file: report(source, format,
		source.targets.length === 1 ? undefined : t.name) }));
}

// Status and text of a program.
export function run(program, ...args) {
	const r = spawnSync(program, args,
		{ encoding: 'utf8', maxBuffer: 256 << 20, cwd: made });

	return { status: r.status ?? String(r.error), text: r.stdout + r.stderr };
}

export const read = (file) => fs.readFileSync(file, 'utf8');
