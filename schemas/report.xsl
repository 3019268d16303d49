<?xml version="1.0" encoding="UTF-8"?>
<!--
  The page of auditc report, from the document that compiler/report/document.c
  describes.  One file: nothing is fetched, and the policy in its head lets no
  style and no script run but the two below, by their hashes.  It can be read,
  opened, closed and printed without the script, which adds filters, search,
  groups and copying.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:a="urn:auditc:report" exclude-result-prefixes="a">
<xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

<xsl:variable name="style"><![CDATA[
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#c9d1d9;--box:#f3f5f7;--link:#0550ae;
--fail:#b3261e;--error:#7a4100;--pass:#116329;--other:#4b5563;--on:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e6e9ed;--dim:#a3adb8;--line:#3a424c;--box:#1d2228;--link:#7db7ff;
--fail:#ff9d94;--error:#ffc46b;--pass:#7ee29a;--other:#b9c2cc;--on:#14171b}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);margin:0 auto;max-width:75rem;padding:0 1rem 3rem}
a{color:var(--link)}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:var(--bg)}
h1{line-height:1.2;margin-bottom:.3rem}h2{border-bottom:1px solid var(--line);margin-top:2.5rem}
h3{display:inline;font-size:1rem;font-weight:600;margin:0;overflow-wrap:anywhere}h4{margin:1rem 0 .2rem;font-size:.95rem}
nav a{margin-right:1rem}
.dim{color:var(--dim)}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.4rem 0}caption{text-align:left;color:var(--dim);white-space:nowrap}
th,td{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right}
.bar{display:block;width:100%;height:1.2rem;margin:.4rem 0}
.bar rect.fail,.bar rect.high{fill:var(--fail)}.bar rect.error,.bar rect.unknown,.bar rect.medium{fill:var(--error)}
.bar rect.pass,.bar rect.fixed{fill:var(--pass)}
.bar rect{fill:var(--other)}
.tag{display:inline-block;min-width:6.5rem;padding:0 .4rem;border-radius:.2rem;background:var(--other);color:var(--on);text-align:center;font-size:.85rem}
.tag.fail,.tag.worse{background:var(--fail)}.tag.error,.tag.unknown{background:var(--error)}.tag.pass,.tag.fixed,.tag.better{background:var(--pass)}
.sev{display:inline-block;min-width:4.5rem;font-size:.85rem}
details.rule{border:1px solid var(--line);border-radius:.3rem;margin:.4rem 0;content-visibility:auto;contain-intrinsic-size:auto 2.4rem}
details.rule>summary{padding:.35rem .6rem;cursor:pointer}details.rule[open]>summary{border-bottom:1px solid var(--line)}
.in{padding:.2rem .8rem .8rem}
summary:focus-visible,a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--link);outline-offset:1px}
pre,.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0}
pre{background:var(--box);padding:.5rem;font-size:.9rem}
.finding{border-left:.3rem solid var(--other);padding-left:.7rem;margin:.8rem 0}
.finding.fail{border-color:var(--fail)}.finding.error,.finding.unknown{border-color:var(--error)}.finding.pass,.finding.fixed{border-color:var(--pass)}
tr.bad td:first-child{border-left:.3rem solid var(--fail)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.3rem 0}dt{color:var(--dim);overflow-wrap:anywhere}dd{margin:0;overflow-wrap:anywhere}
.group{display:block;margin:1rem 0 .2rem}
form{background:var(--box);padding:.6rem .8rem;border-radius:.3rem}
fieldset{border:0;padding:0;margin:.2rem 0}legend{float:left;width:6rem;color:var(--dim)}
form label{margin-right:.9rem;white-space:nowrap}
button,input,select{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:.2rem;padding:.1rem .4rem;max-width:100%}
.matrix th,.matrix td{padding:0 .25rem;font-size:.8rem;text-align:center}.matrix th.v span{writing-mode:vertical-rl}
.matrix th[scope=row]{text-align:left;white-space:nowrap}
.matrix td.f{background:var(--fail);color:var(--on)}.matrix td.e{background:var(--error);color:var(--on)}
.matrix td.p{color:var(--pass)}
[hidden]{display:none!important}
@media(max-width:40rem){dl{grid-template-columns:1fr}form label{white-space:normal}}
@media print{body{max-width:none;font-size:10pt}form,.skip,nav,button{display:none!important}details.rule{break-inside:avoid-page;content-visibility:visible}}
]]></xsl:variable>

<xsl:variable name="script"><![CDATA[
(function () {
'use strict';
var form = document.getElementById('filter'), list = document.getElementById('list');
if (!form || !list) return;
var said = document.getElementById('shown'), toArray = Array.prototype.slice;
var rules = toArray.call(list.querySelectorAll('.rule')), text = [], opened = [];
var order = {high: 0, medium: 1, unknown: 2, low: 3, info: 4};
function all(name) { return toArray.call(form.querySelectorAll('input[name=' + name + ']')); }
function chosen(name) {
	var set = {};
	all(name).forEach(function (i) { set[i.value] = i.checked; });
	return set;
}
function words(i) {
	if (text[i] === undefined) text[i] = rules[i].textContent.toLowerCase();
	return text[i];
}
function apply() {
	var results = chosen('result'), severities = chosen('severity');
	var wanted = form.elements.search.value.toLowerCase().split(/\s+/);
	var target = form.elements.target ? form.elements.target.value : '';
	var family = form.elements.family ? form.elements.family.value : '', n = 0;
	var mark = form.elements.mark ? form.elements.mark.value : '';
	rules.forEach(function (rule, i) {
		var any = false, found = rule.querySelectorAll('.finding'), k, show;
		for (k = 0; k < found.length; k++) {
			show = results[found[k].getAttribute('data-result')] !== false &&
			    found[k].getAttribute('data-mark').indexOf(mark) >= 0 &&
			    (target === '' || found[k].getAttribute('data-on').indexOf(' ' + target + ' ') >= 0);
			found[k].hidden = !show;
			any = any || show;
		}
		any = any && severities[rule.getAttribute('data-severity')] !== false &&
		    (family === '' || rule.getAttribute('data-family') === family) &&
		    wanted.every(function (w) { return w === '' || words(i).indexOf(w) >= 0; });
		rule.hidden = !any;
		n += any;
	});
	toArray.call(list.querySelectorAll('.group')).forEach(function (h) {
		var next = h.nextElementSibling;
		while (next && next.hidden) next = next.nextElementSibling;
		h.hidden = !next || next.className === 'group';
	});
	said.textContent = n + ' of ' + rules.length + ' rules shown';
}
function key(rule, by) {
	return rule.getAttribute('data-' + by) || 'none';
}
function group() {
	var by = form.elements.group.value, head = null, all, fails;
	toArray.call(list.querySelectorAll('.group')).forEach(function (h) { list.removeChild(h); });
	var sorted = rules.slice();
	if (by !== '') sorted = rules.map(function (r, i) { return {r: r, i: i, k: key(r, by)}; }).sort(function (x, y) {
		var a = x.k, b = y.k;
		if (by === 'severity') { a = order[a]; b = order[b]; }
		return a < b ? -1 : a > b ? 1 : x.i - y.i;
	}).map(function (x) { return x.r; });
	sorted.forEach(function (rule) {
		var k = key(rule, by);
		if (by !== '' && (!head || k !== head.getAttribute('data-key'))) {
			head = document.createElement('h3');
			head.className = 'group';
			head.setAttribute('data-key', k);
			list.appendChild(head);
			all = fails = 0;
		}
		if (head) {
			all++;
			fails += rule.getAttribute('data-worst') === 'fail';
			head.textContent = k + ': ' + all + (fails ? ', ' + fails + ' fail' : '');
		}
		list.appendChild(rule);
	});
	apply();
}
form.hidden = false;
form.addEventListener('submit', function (e) { e.preventDefault(); });
form.addEventListener('input', apply);
form.elements.group.addEventListener('change', group);
form.addEventListener('reset', function () { setTimeout(group, 0); });
document.addEventListener('click', function (e) {
	var at = e.target, only = at.getAttribute('data-only'), range, ok;
	if (only) {
		all('result').forEach(function (i) { i.checked = i.value === only; });
		apply();
	}
	['all', 'none'].forEach(function (how) {
		var name = at.getAttribute('data-' + how);
		if (!name) return;
		all(name).forEach(function (i) { i.checked = how === 'all'; });
		apply();
	});
	if (at.className === 'copy') {
		range = document.createRange();
		range.selectNodeContents(at.nextElementSibling);
		getSelection().removeAllRanges();
		getSelection().addRange(range);
		ok = document.execCommand('copy');
		at.textContent = ok ? 'Copied' : 'Selected';
	}
});
toArray.call(document.querySelectorAll('.copied')).forEach(function (text) {
	var b = document.createElement('button');
	b.type = 'button';
	b.className = 'copy';
	b.textContent = 'Copy';
	text.parentNode.insertBefore(b, text);
});
function show() {
	var at = document.getElementById(location.hash.slice(1));
	if (at && at.tagName === 'DETAILS') at.open = true;
}
addEventListener('hashchange', show);
addEventListener('beforeprint', function () {
	opened = rules.filter(function (r) { return !r.open && !r.hidden; });
	opened.forEach(function (r) { r.open = true; });
});
addEventListener('afterprint', function () {
	opened.forEach(function (r) { r.open = false; });
});
show();
apply();
})();
]]></xsl:variable>

<xsl:key name="family" match="rule" use="family"/>
<xsl:key name="severity" match="rule" use="@severity"/>
<xsl:variable name="total" select="sum(/report/count[@of != 'notselected']/@n)"/>

<xsl:template match="/report">
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{a:sha256(string($style))}'; script-src 'sha256-{a:sha256(string($script))}'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title><xsl:value-of select="@title"/></title>
<style><xsl:value-of select="$style"/></style>
</head>
<body>
<a class="skip" href="#rules">To the rules</a>
<header>
<h1><xsl:value-of select="@title"/></h1>
<p class="dim">
<xsl:if test="@version">Version <xsl:value-of select="@version"/>. </xsl:if>
<xsl:if test="@release"><xsl:value-of select="@release"/>. </xsl:if>
<xsl:choose>
<xsl:when test="@targets = 1">Target: <strong><xsl:value-of select="target/@name"/></strong>. </xsl:when>
<xsl:otherwise><xsl:value-of select="@targets"/> targets. </xsl:otherwise>
</xsl:choose>
<xsl:if test="target[1]/@end">Evaluated <time><xsl:value-of select="target[1]/@end"/></time>.</xsl:if>
</p>
<nav aria-label="Contents">
<a href="#summary">Summary</a>
<xsl:if test="comparison"><a href="#changes">Changes</a></xsl:if>
<a href="#targets">Targets</a>
<xsl:if test="@targets &gt; 1"><a href="#matrix">Targets by rules</a></xsl:if>
<a href="#rules">Rules</a>
</nav>
</header>
<main>
<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
<xsl:call-template name="counts"/>
</section>
<xsl:apply-templates select="comparison"/>
<section aria-labelledby="targets">
<h2 id="targets">Targets</h2>
<xsl:call-template name="targets"/>
</section>
<xsl:if test="@targets &gt; 1"><xsl:call-template name="matrix"/></xsl:if>
<section aria-labelledby="rules">
<h2 id="rules">Rules</h2>
<xsl:call-template name="filter"/>
<div id="list">
<xsl:for-each select="rule[@worst = 'fail']"><xsl:sort select="number(@severity = 'high') * 4 + number(@severity = 'medium') * 3 + number(@severity = 'unknown') * 2 + number(@severity = 'low')" data-type="number" order="descending"/><xsl:call-template name="rule"/></xsl:for-each>
<xsl:for-each select="rule[@worst = 'error' or @worst = 'unknown']"><xsl:call-template name="rule"/></xsl:for-each>
<xsl:for-each select="rule[@worst = 'notchecked' or @worst = 'informational']"><xsl:call-template name="rule"/></xsl:for-each>
<xsl:for-each select="rule[@worst = 'pass' or @worst = 'fixed' or @worst = 'notapplicable']"><xsl:call-template name="rule"/></xsl:for-each>
</div>
<xsl:if test="unselected">
<details><summary>Rules that were not selected: <xsl:value-of select="count(unselected)"/></summary>
<ul><xsl:for-each select="unselected"><li><xsl:value-of select="@name"/><xsl:text> </xsl:text><span class="dim"><xsl:value-of select="@title"/></span></li></xsl:for-each></ul>
</details>
</xsl:if>
</section>
</main>
<footer><p class="dim">Made by auditc from <xsl:value-of select="@file"/>.</p></footer>
<script><xsl:value-of select="$script"/></script>
</body>
</html>
</xsl:template>

<!-- A bar of its parts, in their order. -->
<xsl:template name="bar">
<xsl:param name="parts"/><xsl:param name="label"/>
<xsl:variable name="sum" select="sum($parts/@n)"/>
<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="{$label}">
<xsl:for-each select="$parts">
<xsl:variable name="at" select="position()"/>
<rect class="{@of}" x="{format-number(1000 * sum($parts[position() &lt; $at]/@n) div $sum, '0.0')}" y="0" height="10" width="{format-number(1000 * @n div $sum - 2 * number(@n div $sum &gt; 0.005), '0.0')}"><title><xsl:value-of select="concat(@n, ' ', @of)"/></title></rect>
</xsl:for-each>
</svg>
</xsl:template>

<xsl:template name="counts">
<xsl:if test="$total = 0"><p>Nothing was evaluated.</p></xsl:if>
<xsl:if test="$total &gt; 0">
<xsl:call-template name="bar"><xsl:with-param name="parts" select="count[@of != 'notselected']"/><xsl:with-param name="label">Results, as in the table</xsl:with-param></xsl:call-template>
<table><caption>Results</caption>
<thead><tr><th scope="col">Result</th><th scope="col" class="n">Number</th><th scope="col" class="n">Part</th></tr></thead>
<tbody><xsl:for-each select="count[@of != 'notselected']">
<tr><th scope="row"><a class="tag {@of}" href="#rules" data-only="{@of}"><xsl:value-of select="@of"/></a></th><td class="n"><xsl:value-of select="@n"/></td><td class="n"><xsl:value-of select="format-number(@n div $total, '0.0%')"/></td></tr>
</xsl:for-each></tbody></table>
</xsl:if>
<xsl:for-each select="site"><p><xsl:value-of select="concat(@waived, ' waived, ', @expired, ' whose waiver expired or has to be reviewed, ', @stale, ' by stale checks.')"/></p></xsl:for-each>
<xsl:if test="failed">
<xsl:call-template name="bar"><xsl:with-param name="parts" select="failed"/><xsl:with-param name="label">Severity of what failed, as in the table</xsl:with-param></xsl:call-template>
<table><caption>Severity of what failed</caption>
<thead><tr><xsl:for-each select="failed"><th scope="col"><xsl:value-of select="@of"/></th></xsl:for-each></tr></thead>
<tbody><tr><xsl:for-each select="failed"><td class="n"><xsl:value-of select="@n"/></td></xsl:for-each></tr></tbody></table>
</xsl:if>
</xsl:template>

<xsl:template match="comparison">
<section aria-labelledby="changes">
<h2 id="changes">Changes since <xsl:value-of select="@older"/></h2>
<p><xsl:value-of select="concat(@worse, ' worse, ', @better, ' better, ', @other, ' other, ', @new, ' new, ', @gone, ' gone, ', @same, ' the same.')"/></p>
<xsl:if test="difference">
<div class="wide"><table><caption>What changed</caption>
<thead><tr><th scope="col">Change</th><th scope="col">Before</th><th scope="col">Now</th><th scope="col">Rule</th><th scope="col">Target</th></tr></thead>
<tbody><xsl:for-each select="difference">
<tr><td><span class="tag {@change}"><xsl:value-of select="@change"/></span></td><td><xsl:value-of select="@before"/></td><td><xsl:value-of select="@after"/></td><th scope="row"><xsl:choose><xsl:when test="@n"><a href="#r{@n}"><xsl:value-of select="@rule"/></a></xsl:when><xsl:otherwise><xsl:value-of select="@rule"/></xsl:otherwise></xsl:choose><xsl:text> </xsl:text><span class="dim"><xsl:value-of select="@title"/></span></th><td><xsl:value-of select="@target"/></td></tr>
</xsl:for-each></tbody></table></div>
</xsl:if>
</section>
</xsl:template>

<xsl:template name="targets">
<div class="wide"><table><caption>What each came to</caption>
<thead><tr><th scope="col">Target</th><th scope="col" class="n">Fail</th><th scope="col" class="n">Error, unknown</th><th scope="col" class="n">Not checked</th><th scope="col" class="n">Pass</th><th scope="col" class="n">Not applicable</th><th scope="col" class="n">Score</th></tr></thead>
<tbody><xsl:for-each select="target">
<tr><th scope="row"><xsl:value-of select="@name"/></th>
<td class="n"><xsl:value-of select="sum(count[@of = 'fail']/@n)"/></td>
<td class="n"><xsl:value-of select="sum(count[@of = 'error' or @of = 'unknown']/@n)"/></td>
<td class="n"><xsl:value-of select="sum(count[@of = 'notchecked' or @of = 'informational']/@n)"/></td>
<td class="n"><xsl:value-of select="sum(count[@of = 'pass' or @of = 'fixed']/@n)"/></td>
<td class="n"><xsl:value-of select="sum(count[@of = 'notapplicable']/@n)"/></td>
<td class="n"><xsl:if test="score"><xsl:value-of select="concat(format-number(score[1]/@value, '0.#'), ' of ', format-number(score[1]/@maximum, '0.#'))"/></xsl:if></td></tr>
</xsl:for-each></tbody></table></div>
<xsl:for-each select="target">
<details><summary>About <xsl:value-of select="@name"/></summary>
<div class="in">
<xsl:if test="@error"><p class="text"><span class="tag error">error</span><xsl:text> </xsl:text><xsl:value-of select="@error"/></p></xsl:if>
<xsl:for-each select="note"><p class="text">Note: <xsl:value-of select="."/></p></xsl:for-each>
<dl>
<xsl:for-each select="@label|@site|@instance|@profile|@start|@end|@identity|@system"><dt><xsl:value-of select="name()"/></dt><dd><xsl:value-of select="."/></dd></xsl:for-each>
<xsl:for-each select="/report/profile[@id = current()/@profile]"><xsl:if test="@title"><dt>its title</dt><dd><xsl:value-of select="@title"/></dd></xsl:if><xsl:if test="string(.)"><dt>about it</dt><dd><xsl:value-of select="."/></dd></xsl:if></xsl:for-each>
<xsl:for-each select="address"><dt>address</dt><dd><xsl:value-of select="."/></dd></xsl:for-each>
<xsl:for-each select="score"><dt><xsl:value-of select="@system"/></dt><dd><xsl:value-of select="concat(@value, ' of ', @maximum)"/></dd></xsl:for-each>
<xsl:for-each select="fact"><dt><xsl:value-of select="@name"/></dt><dd><xsl:value-of select="."/></dd></xsl:for-each>
</dl></div></details>
</xsl:for-each>
</xsl:template>

<xsl:template name="matrix">
<section aria-labelledby="matrix">
<h2 id="matrix">Targets by rules</h2>
<details><summary>F fail, E error, U unknown, ? not checked, i informational, P pass, - not applicable; empty: not of this target</summary>
<div class="wide"><table class="matrix"><caption>A row per target, a column per rule</caption>
<thead><tr><th scope="col">Target</th><xsl:for-each select="rule"><th scope="col" class="v"><span><a href="#r{@n}"><xsl:value-of select="@name"/></a></span></th></xsl:for-each></tr></thead>
<tbody><xsl:for-each select="target"><tr><th scope="row"><xsl:value-of select="@name"/></th><xsl:apply-templates select="cell"/></tr>
</xsl:for-each></tbody></table></div></details>
</section>
</xsl:template>
<xsl:template match="cell[@of = 'fail']"><td class="f">F</td></xsl:template>
<xsl:template match="cell[@of = 'error']"><td class="e">E</td></xsl:template>
<xsl:template match="cell[@of = 'unknown']"><td class="e">U</td></xsl:template>
<xsl:template match="cell[@of = 'pass' or @of = 'fixed']"><td class="p">P</td></xsl:template>
<xsl:template match="cell[@of = 'notapplicable']"><td>-</td></xsl:template>
<xsl:template match="cell[@of = 'notchecked']"><td>?</td></xsl:template>
<xsl:template match="cell[@of = 'informational']"><td>i</td></xsl:template>
<xsl:template match="cell"><td></td></xsl:template>

<xsl:template name="filter">
<form id="filter" hidden="hidden" role="search">
<fieldset><legend>Result</legend><xsl:for-each select="count[@of != 'notselected']"><label><input type="checkbox" name="result" value="{@of}" checked="checked"/><xsl:text> </xsl:text><xsl:value-of select="@of"/></label></xsl:for-each><button type="button" data-all="result">All</button><xsl:text> </xsl:text><button type="button" data-none="result">None</button></fieldset>
<fieldset><legend>Severity</legend><xsl:for-each select="rule[generate-id() = generate-id(key('severity', @severity)[1])]"><xsl:sort select="number(@severity = 'high') * 4 + number(@severity = 'medium') * 3 + number(@severity = 'unknown') * 2 + number(@severity = 'low')" data-type="number" order="descending"/><label><input type="checkbox" name="severity" value="{@severity}" checked="checked"/><xsl:text> </xsl:text><xsl:value-of select="@severity"/></label></xsl:for-each></fieldset>
<label>Search <input type="search" name="search"/></label>
<xsl:if test="@targets &gt; 1"><label>Target <select name="target"><option value="">all</option><xsl:for-each select="target"><option value="{@n}"><xsl:value-of select="@name"/></option></xsl:for-each></select></label></xsl:if>
<xsl:if test="rule/family"><label>800-53 family <select name="family"><option value="">all</option><xsl:for-each select="rule[generate-id() = generate-id(key('family', family)[1])]"><xsl:sort select="family"/><option value="{family}"><xsl:value-of select="family"/></option></xsl:for-each></select></label></xsl:if>
<xsl:if test="//waiver or //answer or //finding/@stale"><label>Marked <select name="mark"><option value="">or not</option><option value="waived">waived</option><option value="expired">waiver expired or to be reviewed</option><option value="answered">answered by the site</option><option value="stale">stale</option></select></label></xsl:if>
<label>Group by <select name="group"><option value="">nothing</option><option value="severity">severity</option><option value="worst">result</option><option value="family">800-53 family</option><option value="cci">CCI</option><option value="cis">CIS</option></select></label>
<button type="reset">Reset</button>
<p id="shown" role="status"></p>
</form>
</xsl:template>

<xsl:template name="rule">
<details class="rule" id="r{@n}" data-severity="{@severity}" data-worst="{@worst}" data-family="{family}" data-cci="{ref[@kind = 'cci'][1]}" data-cis="{ref[@kind = 'cis'][1]}">
<summary><span class="tag {@worst}"><xsl:value-of select="@worst"/></span><xsl:text> </xsl:text><span class="sev"><xsl:value-of select="@severity"/></span><xsl:text> </xsl:text><h3><xsl:value-of select="@name"/><xsl:if test="@title != @name"><xsl:text> </xsl:text><xsl:value-of select="@title"/></xsl:if></h3>
<xsl:if test="finding/@stale"><xsl:text> </xsl:text><span class="tag unknown">stale</span></xsl:if>
<xsl:if test="/report/@targets &gt; 1"><xsl:text> </xsl:text><span class="dim"><xsl:value-of select="concat(sum(finding[@result = current()/@worst]/@n), ' of ', sum(finding/@n))"/></span></xsl:if></summary>
<div class="in">
<xsl:apply-templates select="finding"/>
<xsl:call-template name="part"><xsl:with-param name="title">Description</xsl:with-param><xsl:with-param name="text" select="description"/></xsl:call-template>
<xsl:call-template name="part"><xsl:with-param name="title">Rationale</xsl:with-param><xsl:with-param name="text" select="rationale"/></xsl:call-template>
<xsl:for-each select="warning"><xsl:call-template name="part"><xsl:with-param name="title">Warning</xsl:with-param><xsl:with-param name="text" select="."/></xsl:call-template></xsl:for-each>
<xsl:call-template name="part"><xsl:with-param name="title">Check</xsl:with-param><xsl:with-param name="text" select="check"/></xsl:call-template>
<xsl:if test="fix"><h4>Fix</h4><pre class="copied"><xsl:value-of select="fix"/></pre></xsl:if>
<xsl:for-each select="fix-code"><h4><xsl:text>Fix</xsl:text><xsl:if test="@system">: <xsl:value-of select="@system"/></xsl:if></h4>
<xsl:if test="@complexity|@disruption|@reboot|@strategy"><dl><xsl:for-each select="@complexity|@disruption|@reboot|@strategy"><dt><xsl:value-of select="name()"/></dt><dd><xsl:value-of select="."/></dd></xsl:for-each></dl></xsl:if>
<details><summary>Show it</summary><pre class="copied"><xsl:value-of select="."/></pre></details></xsl:for-each>
<h4>Names and references</h4>
<dl>
<dt>rule</dt><dd><span class="copied"><xsl:value-of select="@id"/></span></dd>
<xsl:if test="@vuln != @name"><dt>vulnerability</dt><dd><xsl:value-of select="@vuln"/></dd></xsl:if>
<xsl:if test="@group"><dt>group</dt><dd><xsl:value-of select="@group"/></dd></xsl:if>
<xsl:if test="@script"><dt>check</dt><dd><xsl:value-of select="@script"/></dd></xsl:if>
<xsl:for-each select="ref"><dt><xsl:value-of select="@kind"/></dt><dd><xsl:value-of select="."/></dd></xsl:for-each>
</dl>
</div>
</details>
</xsl:template>

<xsl:template name="part">
<xsl:param name="title"/><xsl:param name="text"/>
<xsl:if test="$text"><h4><xsl:value-of select="$title"/></h4><p class="text"><xsl:value-of select="$text"/></p></xsl:if>
</xsl:template>

<xsl:template match="finding">
<div class="finding {@result}" data-result="{@result}"><xsl:attribute name="data-mark"><xsl:if test="@stale">stale </xsl:if><xsl:for-each select="waiver"><xsl:choose><xsl:when test="@state = 'expired' or @state = 'review'">expired </xsl:when><xsl:otherwise>waived </xsl:otherwise></xsl:choose></xsl:for-each><xsl:if test="answer">answered </xsl:if></xsl:attribute><xsl:attribute name="data-on"><xsl:text> </xsl:text><xsl:for-each select="on"><xsl:value-of select="@n"/><xsl:text> </xsl:text></xsl:for-each></xsl:attribute>
<p><span class="tag {@result}"><xsl:value-of select="@result"/></span><xsl:text> </xsl:text>
<xsl:choose>
<xsl:when test="@all">on all <xsl:value-of select="@n"/> targets</xsl:when>
<xsl:when test="/report/@targets &gt; 1 or on/@instance">on <xsl:for-each select="on"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="."/><xsl:if test="@instance"> (<xsl:value-of select="@instance"/>)</xsl:if></xsl:for-each></xsl:when>
</xsl:choose>
<xsl:if test="@n = 1 and on/@time"><xsl:text> </xsl:text><time class="dim"><xsl:value-of select="on/@time"/></time></xsl:if>
</p>
<xsl:if test="@untold"><p class="dim">What was found there is in <xsl:value-of select="/report/@file"/>.</p></xsl:if>
<xsl:if test="@stale"><p><span class="tag unknown">stale</span> The check was held against another text: <kbd>auditc review</kbd> says that it still holds.</p></xsl:if>
<xsl:for-each select="waiver"><p><span><xsl:attribute name="class">tag<xsl:if test="@state = 'expired' or @state = 'review'"> unknown</xsl:if></xsl:attribute><xsl:choose><xsl:when test="@state = 'expired'">expired</xsl:when><xsl:when test="@state = 'review'">to be reviewed</xsl:when><xsl:otherwise>waived</xsl:otherwise></xsl:choose></span> By <strong><xsl:value-of select="@by"/></strong><xsl:if test="@time">, <time><xsl:value-of select="@time"/></time></xsl:if><xsl:if test="@until">, until <time><xsl:value-of select="@until"/></time></xsl:if><xsl:if test="@was">, was <xsl:value-of select="@was"/></xsl:if>: <xsl:value-of select="@why"/></p></xsl:for-each>
<xsl:for-each select="answer"><p><span class="tag"><xsl:value-of select="@status"/></span> The site's answer<xsl:if test="@from">, from <xsl:value-of select="@from"/></xsl:if><xsl:if test="@review">, given for another check text</xsl:if></p>
<xsl:for-each select="details|comments|justification"><p class="text dim"><xsl:value-of select="."/></p></xsl:for-each></xsl:for-each>
<xsl:for-each select="head"><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:if test="item">
<div class="wide"><table><caption>What was found</caption>
<thead><tr><th scope="col">Verdict</th><th scope="col">Where</th><th scope="col">Found</th><th scope="col">Expected</th><th scope="col">About</th></tr></thead>
<tbody><xsl:for-each select="item">
<tr><xsl:if test="@result != 'true'"><xsl:attribute name="class">bad</xsl:attribute></xsl:if>
<td><xsl:choose><xsl:when test="@drift">drift: the kernel contradicts the declaration</xsl:when><xsl:when test="@result = 'true'">ok</xsl:when><xsl:when test="@result = 'false'">not ok</xsl:when><xsl:otherwise><xsl:value-of select="@result"/></xsl:otherwise></xsl:choose></td>
<td><xsl:value-of select="@where"/></td>
<td><xsl:choose><xsl:when test="@found"><xsl:value-of select="@found"/></xsl:when><xsl:otherwise><i>nothing</i></xsl:otherwise></xsl:choose></td>
<td><xsl:value-of select="@expected"/></td><td><xsl:value-of select="@comment"/></td></tr>
</xsl:for-each></tbody></table></div>
</xsl:if>
<xsl:for-each select="output"><details><summary>Output of the check</summary><pre><xsl:value-of select="."/></pre></details></xsl:for-each>
</div>
</xsl:template>
</xsl:stylesheet>
