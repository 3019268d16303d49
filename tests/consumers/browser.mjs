// The page in a browser: nothing is fetched or reported, what hostile results
// say stays text, and filters, search, groups, comparison, copy, print, the
// keyboard, both themes and no script at all do what the page promises.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { auditc, inputs, load, made, ok, report, same, sources, sum, total }
	from './lib.mjs';

const browser = await load('puppeteer-core').launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true,
	protocolTimeout: 300000, timeout: 120000,
	args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

// A page, and what it said and asked for beside itself.
async function open(file, set = async () => {}) {
	const page = await browser.newPage(), url = pathToFileURL(file).href;
	const said = [];

	page.on('console', (m) => said.push(`${m.type()}: ${m.text()}`));
	page.on('pageerror', (e) => said.push(e.message));
	page.on('dialog', (d) => { said.push(`dialog: ${d.message()}`); d.dismiss(); });
	page.on('request', (r) => r.url().split('#')[0] !== url && said.push(`asks ${r.url()}`));
	await set(page);
	await page.goto(url, { waitUntil: 'load', timeout: 300000 });
	return { page, said };
}

// What a press leads to may take the page a moment.
async function until(holds) {
	for (let i = 0; i < 200; i++) {
		if (await holds())
			return true;
		await new Promise((done) => setTimeout(done, 50));
	}
	return false;
}

const visible = (page, what) => page.$$eval(what, (all) => all.filter((e) =>
	e.checkVisibility()).map((e) => e.getAttribute('data-result') ?? e.id));

// What a page of any results keeps to; runs in the page.
function review() {
	const all = (what) => [...document.querySelectorAll(what)];
	const bad = [];
	const want = (holds, what) => holds || bad.push(what);
	const ids = all('[id]').map((e) => e.id);
	let level = 0;

	want(document.documentElement.lang, 'no language');
	want(document.title, 'no title');
	want(new Set(ids).size === ids.length, 'an id stands twice');
	for (const name of ['header', 'nav', 'main', 'footer'])
		want(all(name).length === 1, `not one ${name}`);
	want(all('nav').every((e) => e.ariaLabel), 'nav without a name');
	want(all('h1').length === 1, 'not one h1');
	for (const h of all('h1, h2, h3, h4')) {
		const n = Number(h.tagName[1]);

		want(n <= level + 1, `${h.tagName} below h${level}: ${h.textContent}`);
		level = n;
	}
	want(all('input, select').every((e) => e.labels.length === 1 &&
		e.labels[0].textContent.trim()), 'a field without a label');
	want(all('button').every((e) => e.textContent.trim()), 'a nameless button');
	want(all('svg').every((e) => e.role === 'img' && e.ariaLabel),
		'a picture without a name');
	want(all('th').every((e) => e.scope), 'a th without scope');
	want(all('table').every((e) => e.caption?.textContent.trim()),
		'a table without a caption');
	want(all('a').every((e) => e.hash && document.getElementById(
		decodeURIComponent(e.hash.slice(1)))), 'a link that leads nowhere');
	want(all('script, style, meta[http-equiv="Content-Security-Policy"]')
		.length === 3, 'more code, or no policy');
	want(all('main script, img, iframe, object, form form, [onload], [onerror]')
		.length === 0, 'an element out of the results');
	return bad;
}

// The least contrast between text and what is behind it; runs in the page.
function contrast() {
	const luminance = (c) => {
		const [r, g, b] = c.match(/[\d.]+/g).map(Number).map((v) => (v /= 255,
		v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));

		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	let least = [99, ''];

	for (const e of document.querySelectorAll('body *')) {
		if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) ||
			!e.checkVisibility() || e.closest('svg, select'))
			continue;
		let at = e;
		while (at !== document.documentElement &&
			/^rgba.*, 0\)$/.test(getComputedStyle(at).backgroundColor))
			at = at.parentElement;
		const back = at === document.documentElement
			? getComputedStyle(document.body).backgroundColor
			: getComputedStyle(at).backgroundColor;
		const [x, y] = [getComputedStyle(e).color, back].map(luminance);
		const ratio = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);

		if (ratio < least[0])
			least = [ratio, `${e.tagName}.${e.className}: ${e.textContent.slice(0, 60)}`];
	}
	return least;
}

// --- every source ------------------------------------------------------------

for (const s of sources) {
	const { page, said } = await open(report(s, 'html'));
	const c = sum(s);

	same(await page.evaluate(review), [], `the page of ${s.name} is in order`);
	same(await page.$$eval('a[data-only]', (all) => all.map((a) =>
		[a.textContent, Number(a.closest('tr').cells[1].textContent)]).sort()),
	Object.entries(c).filter(([r, n]) => n && r !== 'notselected').sort(),
	`the page of ${s.name} counts what is written`);
	same(said, [], `the page of ${s.name} asks for and reports nothing`);
	await page.close();
}

// --- one page, used ----------------------------------------------------------

const docker = sources.find((s) => s.name === 'docker.arf.xml');
const file = report(docker, 'html');
const { page, said } = await open(file, (p) => p.setViewport(
	{ width: 1200, height: 900 }));
const written = sum(docker);
const shown = () => page.$eval('#shown', (e) => e.textContent);
const reset = () => page.click('button[type=reset]').then(() =>
	until(async () => /^(\d+) of \1 /.test(await shown()) &&
		await page.$('.group') === null));
const nrule = (await visible(page, '.rule')).length;
const opened = () => page.$$eval('.rule', (all) => all.forEach((e) =>
	{ e.open = true; }));

ok(nrule > 90 && await shown() === `${nrule} of ${nrule} rules shown`,
	'all rules are shown at first', await shown());
await opened();

await page.click('a[data-only=fail]');
const fails = await visible(page, '.finding');
ok(fails.length > 3 && fails.every((r) => r === 'fail'),
	'a click on the number of fails shows the fails alone', fails.join());
same(await page.$$eval('.finding:not([hidden])', (all) => all.reduce((n, e) =>
	n + e.getAttribute('data-on').trim().split(' ').length, 0)), written.fail,
'and on as many targets as are written');
await reset();
await page.click('button[data-none=result]');
same((await visible(page, '.rule')).length, 0, 'none of the results, no rule');
await page.click('button[data-all=result]');
same((await visible(page, '.rule')).length, nrule, 'and all again');
await page.click('input[name=result][value=pass]');
ok(!(await visible(page, '.finding')).includes('pass'), 'no pass, unchecked');
await reset();
await page.click('input[name=severity][value=high]');
ok(await page.$$eval('.rule:not([hidden])', (all) => all.length > 0 &&
	all.every((e) => e.dataset.severity !== 'high')), 'none high, unchecked');
await reset();

const search = async (text) => {
	await page.$eval('input[name=search]', (e) => { e.value = ''; });
	await page.type('input[name=search]', text);
	return visible(page, '.rule');
};

for (const [what, text] of [['id', 'dker-ee-002030'], ['title', 'root file system'],
	['evidence', 'ReadonlyRootfs'], ['reference', 'CCI-000']]) {
	const found = await search(text);

	ok(found.length > 0 && found.length < nrule &&
		await page.$$eval('.rule:not([hidden])', (all, words) => all.every((e) =>
			words.every((w) => e.textContent.toLowerCase().includes(w))),
		text.toLowerCase().split(' ')), `search by ${what}`, found.join());
}
same(await search('no-such-word'), [], 'and for what is not there');
await reset();

await page.select('select[name=target]', '3');
ok(await page.$$eval('.finding:not([hidden])', (all) => all.length > 0 &&
	all.every((e) => e.dataset.on.includes(' 3 '))), 'one target alone');
await reset();
const family = await page.$$eval('select[name=family] option', (all) =>
	all[1].value);
await page.select('select[name=family]', family);
ok(await page.$$eval('.rule:not([hidden])', (all, f) => all.length > 0 &&
	all.every((e) => e.dataset.family === f), family), `the family ${family}`);
await reset();
for (const by of ['severity', 'worst', 'family', 'cci', 'cis']) {
	await page.select('select[name=group]', by);
	const keys = await page.$$eval('#list > *', (all, attribute) => {
		let at = '', wrong = 0;

		for (const e of all)
			if (e.matches('.group'))
				at = e.dataset.key;
			else
				wrong += (e.getAttribute(`data-${attribute}`) || 'none') !== at;
		return [wrong, all.filter((e) => e.matches('.group')).map((e) =>
			e.dataset.key), all.filter((e) => e.matches('.rule')).length];
	}, by);

	same([keys[0], new Set(keys[1]).size, keys[2]], [0, keys[1].length, nrule],
		`grouped by ${by}`);
	ok(await page.$$eval('.group', (all) => all.every((h) => {
		let n = 0, e = h.nextElementSibling;

		for (; e && e.matches('.rule'); e = e.nextElementSibling)
			n += e.dataset.worst === 'fail';
		return n === 0 ? !/fail/.test(h.textContent)
			: h.textContent.includes(`${n} fail`);
	})), `and each head says how many fail, by ${by}`);
}
await reset();
ok(await page.$('.group') === null, 'and no group is left');

await page.evaluate(() => { document.querySelectorAll('.rule').forEach((e) =>
	{ e.open = false; }); });
await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
await page.emulateMediaType('print');
ok(await page.$$eval('.rule', (all) => all.every((e) => e.open)) &&
	(await visible(page, 'form, nav, button')).length === 0,
'printed, every rule is open, and what is to be pressed is gone');
await page.evaluate(() => dispatchEvent(new Event('afterprint')));
await page.emulateMediaType('screen');
ok(await page.$$eval('.rule', (all) => all.every((e) => !e.open)),
	'and closed behind it');
ok((await page.pdf({ timeout: 300000 })).length > 10000, 'it prints');

await browser.defaultBrowserContext().overridePermissions('file://',
	['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write'])
	.catch(() => {});
const copied = await page.evaluate(async () => {
	const rule = [...document.querySelectorAll('.rule')].find((e) =>
		e.querySelector('.copy'));

	rule.open = true;
	const button = rule.querySelector('.copy');
	button.click();
	return [String(getSelection()).trim(),
		document.getElementById(button.getAttribute('aria-describedby') ?? '')
			?.textContent.trim() ?? button.nextElementSibling.textContent.trim()];
});
same(copied[0], copied[1], 'copied is what stands beside the button');

await page.reload();
await page.keyboard.press('Tab');
same(await page.evaluate(() => document.activeElement.className), 'skip',
	'the first key leads to the way past the head');
await page.focus('.rule summary');
await page.keyboard.press('Enter');
ok(await until(() => page.$eval('.rule', (e) => e.open)),
	'a rule opens by the keyboard');
await page.evaluate(() => { location.hash = document.querySelector(
	'.rule:not([open])').id; });
ok(await until(() => page.evaluate(() => document.getElementById(
	location.hash.slice(1)).open)), 'a link to a rule opens it');

for (const theme of ['light', 'dark']) {
	await page.emulateMediaFeatures([
		{ name: 'prefers-color-scheme', value: theme }]);
	await opened();
	const [least, where] = await page.evaluate(contrast);

	ok(least >= 4.5, `contrast, ${theme}`, `${least} ${where}`);
}
await page.setViewport({ width: 320, height: 640 });
same(await page.evaluate(() => document.documentElement.scrollWidth <= 320 ? []
	: [...document.querySelectorAll('body *')].filter((e) =>
		e.getBoundingClientRect().right > 320 && !e.closest('.wide'))
		.map((e) => `${e.tagName}.${e.className}`).slice(0, 9)), [],
'on a narrow screen nothing sticks out');
same(said, [], 'and all that without a word of the browser');
await page.close();

// --- what the site says ------------------------------------------------------

const waived = await open(report(sources.find((s) =>
	s.name === 'all.xccdf.xml'), 'html'));
await waived.page.select('select[name=mark]', 'waived');
same(await waived.page.$$eval('.rule:not([hidden])', (all) => all.map((e) =>
	[e.querySelector('h3').textContent.split(' ')[0],
		/waived By the owner.*2026-12-31/.test(e.textContent)])),
[['LAMP-00-000010', true]], 'what is waived, and by whom, until when');
await waived.page.close();

// --- without a script --------------------------------------------------------

const plain = await open(file, (p) => p.setJavaScriptEnabled(false));
const text = await plain.page.$eval('main', (e) => e.textContent);

ok(await plain.page.$eval('form', (e) => e.hidden), 'no filter without a script');
await plain.page.focus('.rule summary');
await plain.page.keyboard.press('Enter');
ok(await until(async () => (await visible(plain.page, '.finding')).length > 0),
	'a rule opens without');
ok(docker.targets.every((t) => text.includes(t.name.replace('\x1b', '\ufffd'))),
	'every target is named');
await plain.page.close();

// --- two runs ----------------------------------------------------------------

const [first, second] = [['fail', 'pass'], ['pass', 'fail']].map(([a, b], i) => {
	const to = path.join(made, `run${i}.json`);
	const results = JSON.parse(fs.readFileSync(path.join(inputs, 'docker.json')));

	results.targets[1].rules[3].result = a;
	results.targets[2].rules[4].result = b;
	if (i === 0)
		results.targets.pop();
	else
		results.targets[0].rules.pop();
	fs.writeFileSync(to, JSON.stringify(results));
	return to;
});
const both = path.join(made, 'both.html');
auditc('report', second, '--compare', first, '--to', 'html', '-o', both);
const compared = await open(both);
const lines = await compared.page.$$eval('#changes ~ * tbody tr, #changes ~ table tbody tr',
	(all) => all.map((r) => [...r.cells].map((c) => c.textContent.trim())));
const of = (change) => lines.filter((x) => x[0] === change);

same(['worse', 'better', 'gone'].map((x) => of(x).length), [1, 1, 1],
	'a rule got worse, one better, one is gone');
same(of('worse')[0].slice(1, 3), ['pass', 'fail'], 'from pass to fail');
same(of('new').length, docker.targets.at(-1) &&
	total(docker.targets.at(-1).count, 'pass', 'fail', 'error', 'unknown',
		'notapplicable', 'notchecked', 'informational', 'fixed'),
'and of a new target all are new');
same(await compared.page.evaluate(review), [], 'the comparison is in order');
same(compared.said, [], 'and quiet');
await compared.page.close();

// --- a thousand containers ---------------------------------------------------

const many = JSON.parse(fs.readFileSync(path.join(inputs, 'docker.json')));
const words = ['pass', 'fail', 'pass', 'error', 'notchecked', 'notapplicable'];
many.targets = [...Array(1000).keys()].map((i) => ({ ...many.targets[1],
	name: `host/container-${i}`, rules: many.targets[0].rules.map((r, k) => ({
		...r, result: words[(i * 7 + k * 3) % 6], message: `${k} on ${i}`,
		evidence: [{ result: 'false', where: `fact ${k}`, found: `value ${i}`,
			expected: `value ${k}` }] })) }));
const large = path.join(made, 'many.json'), html = path.join(made, 'many.html');
fs.writeFileSync(large, JSON.stringify(many));
auditc('report', large, '--to', 'html', '-o', html);
const size = fs.statSync(html).size;
ok(size < 20e6, 'a thousand containers by a hundred rules: below 20 MB', size);
const thousand = await open(html);
const [paint] = await thousand.page.evaluate(() =>
	performance.getEntriesByType('paint').map((e) => Math.round(e.startTime)));
console.log(`# ${(size / 1e6).toFixed(1)} MB, first paint after ${paint} ms`);
await thousand.page.type('input[name=search]', 'container-77');
ok(await thousand.page.$eval('#shown', (e) => /^\d+ of 100 /.test(e.textContent)),
	'and it can be searched');
same(thousand.said, [], 'without a word of the browser');
await browser.close();
