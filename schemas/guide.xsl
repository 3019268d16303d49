<?xml version="1.0" encoding="UTF-8"?>
<!--
  The page of auditc guide, from the document that compiler/report/guide.c
  describes.  One file without a script: nothing is fetched, and the policy in
  its head lets no style but the one below, by its hash.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:a="urn:auditc:report" exclude-result-prefixes="a">
<xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

<xsl:variable name="style"><![CDATA[
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#c9d1d9;--box:#f3f5f7;--link:#0550ae;--high:#b3261e;--medium:#7a4100}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e6e9ed;--dim:#a3adb8;--line:#3a424c;--box:#1d2228;--link:#7db7ff;--high:#ff9d94;--medium:#ffc46b}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);margin:0 auto;max-width:60rem;padding:0 1rem 3rem}
a{color:var(--link)}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:var(--bg)}
h1{line-height:1.2;margin-bottom:.3rem}h2{border-bottom:1px solid var(--line);margin-top:2.5rem}
h3,h4,h5,h6{margin:1.5rem 0 .3rem;font-size:1.05rem}article h3,article h4,article h5,article h6{font-size:1rem;margin-top:.3rem}
.what{margin:.8rem 0 .1rem;font-weight:600;font-size:.95rem}
.dim{color:var(--dim)}
.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0}
pre{background:var(--box);padding:.5rem;font-size:.9rem;white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0}
article{border-left:.3rem solid var(--line);padding-left:.8rem;margin:1.5rem 0;overflow-wrap:anywhere}
article.high{border-color:var(--high)}article.medium{border-color:var(--medium)}
.sev{font-weight:600}.high .sev{color:var(--high)}.medium .sev{color:var(--medium)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.3rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
nav ul{padding-left:1.2rem;margin:.2rem 0}nav li{overflow-wrap:anywhere}
summary{cursor:pointer;font-weight:600;font-size:.95rem}
table{border-collapse:collapse;margin:.4rem 0}caption{text-align:left;color:var(--dim)}
th,td{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:1px}
@media print{body{max-width:none;font-size:10pt}.skip{display:none}article{break-inside:avoid-page}a{color:inherit;text-decoration:none}}
]]></xsl:variable>

<xsl:template match="/guide">
<html lang="en">
<head>
<meta charset="UTF-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{a:sha256($style)}'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title><xsl:value-of select="@title"/></title>
<style><xsl:value-of select="$style" disable-output-escaping="yes"/></style>
</head>
<body>
<a class="skip" href="#rules">To the rules</a>
<header>
<h1><xsl:value-of select="@title"/></h1>
<p class="dim">
<xsl:value-of select="@id"/>
<xsl:if test="@version">, version <xsl:value-of select="@version"/></xsl:if>
<xsl:if test="@release"> release <xsl:value-of select="@release"/></xsl:if>
<xsl:if test="@date">, <xsl:value-of select="@date"/></xsl:if>
<xsl:if test="@by">, by <xsl:value-of select="@by"/></xsl:if>
<xsl:if test="@status">, <xsl:value-of select="@status"/></xsl:if>
</p>
<p>
<xsl:if test="@profile">Profile <strong><xsl:value-of select="@profile"/></strong>
<xsl:if test="@profile-title">, <xsl:value-of select="@profile-title"/></xsl:if>: </xsl:if>
<xsl:value-of select="@rules"/> rule<xsl:if test="@rules != 1">s</xsl:if>
<xsl:call-template name="count"><xsl:with-param name="of" select="'high'"/></xsl:call-template>
<xsl:call-template name="count"><xsl:with-param name="of" select="'medium'"/></xsl:call-template>
<xsl:call-template name="count"><xsl:with-param name="of" select="'low'"/></xsl:call-template>
</p>
</header>
<main>
<xsl:for-each select="description|front"><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:if test="notice">
<details><summary>Notices</summary>
<xsl:for-each select="notice"><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
</details>
</xsl:if>
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
<ul>
<xsl:apply-templates select="group|rule" mode="contents"/>
<xsl:if test="value"><li><a href="#values">Values</a></li></xsl:if>
<xsl:if test="profile"><li><a href="#profiles">Profiles</a></li></xsl:if>
</ul>
</nav>
<div id="rules">
<xsl:if test="rule or group[count(rule) = 1 and not(group)]"><h2>Rules</h2></xsl:if>
<xsl:apply-templates select="group|rule"/>
</div>
<xsl:if test="value">
<h2 id="values">Values</h2>
<p>What a site may set, and what it is here.</p>
<xsl:apply-templates select="value"/>
</xsl:if>
<xsl:if test="profile">
<h2 id="profiles">Profiles</h2>
<xsl:for-each select="profile">
<h3><xsl:value-of select="@id"/></h3>
<p><xsl:value-of select="@title"/> (<xsl:value-of select="@rules"/> rule<xsl:if test="@rules != 1">s</xsl:if><xsl:if test="@chosen">, this document</xsl:if>)</p>
<p class="text"><xsl:value-of select="."/></p>
</xsl:for-each>
</xsl:if>
<xsl:for-each select="rear"><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
</main>
</body>
</html>
</xsl:template>

<xsl:template name="count">
<xsl:param name="of"/>
<xsl:variable name="n" select="count(//rule[@severity = $of])"/>
<xsl:if test="$n != 0">, <xsl:value-of select="$n"/><xsl:text> </xsl:text><xsl:value-of select="$of"/></xsl:if>
</xsl:template>

<!-- A group of one rule, as DISA has them, is not worth a heading. -->
<xsl:template match="group" mode="contents">
<xsl:choose>
<xsl:when test="count(rule) = 1 and not(group)"><xsl:apply-templates select="rule" mode="contents"/></xsl:when>
<xsl:otherwise>
<li><a href="#group-{@n}"><xsl:call-template name="title"/></a>
<ul><xsl:apply-templates select="group|rule" mode="contents"/></ul></li>
</xsl:otherwise>
</xsl:choose>
</xsl:template>

<xsl:template match="rule" mode="contents">
<li><a href="#rule-{@n}"><xsl:value-of select="@name"/></a><xsl:text> </xsl:text><xsl:value-of select="@title"/>
<xsl:if test="@severity = 'high'"> <span class="dim"> (high)</span></xsl:if></li>
</xsl:template>

<xsl:template name="title">
<xsl:choose>
<xsl:when test="@title"><xsl:value-of select="@title"/></xsl:when>
<xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
</xsl:choose>
</xsl:template>

<xsl:template match="group">
<xsl:variable name="above" select="count(ancestor::group)"/>
<xsl:variable name="depth" select="$above * ($above &lt; 3) + 3 * ($above &gt; 2)"/>
<xsl:choose>
<xsl:when test="count(rule) = 1 and not(group)"><xsl:apply-templates select="rule"/></xsl:when>
<xsl:otherwise>
<section aria-labelledby="group-{@n}">
<xsl:element name="h{2 + $depth}"><xsl:attribute name="id">group-<xsl:value-of select="@n"/></xsl:attribute><xsl:call-template name="title"/></xsl:element>
<xsl:for-each select="description|rationale"><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:apply-templates select="group|rule"/>
</section>
</xsl:otherwise>
</xsl:choose>
</xsl:template>

<xsl:template match="rule">
<xsl:variable name="above" select="count(ancestor::group[count(rule) != 1 or group])"/>
<xsl:variable name="depth" select="1 + ($above - 1) * ($above &gt; 1) * ($above &lt; 4) + 3 * ($above &gt; 3)"/>
<article id="rule-{@n}" class="{@severity}" aria-labelledby="title-{@n}">
<xsl:element name="h{2 + $depth}"><xsl:attribute name="id">title-<xsl:value-of select="@n"/></xsl:attribute><xsl:value-of select="@name"/><xsl:text>  </xsl:text><xsl:value-of select="@title"/></xsl:element>
<p><span class="sev"><xsl:value-of select="@severity"/></span>
<xsl:if test="@role != 'full'">, <xsl:value-of select="@role"/></xsl:if>
<xsl:if test="@selected = 'no'">, not selected by default</xsl:if></p>
<dl>
<xsl:if test="@vuln"><dt>Vuln-ID</dt><dd><xsl:value-of select="@vuln"/></dd></xsl:if>
<dt>Rule</dt><dd><xsl:value-of select="@rule-id"/></dd>
<xsl:call-template name="refs"><xsl:with-param name="kind" select="'nist'"/><xsl:with-param name="name" select="'800-53'"/></xsl:call-template>
<xsl:call-template name="refs"><xsl:with-param name="kind" select="'cci'"/><xsl:with-param name="name" select="'CCI'"/></xsl:call-template>
<xsl:call-template name="refs"><xsl:with-param name="kind" select="'cis'"/><xsl:with-param name="name" select="'CIS'"/></xsl:call-template>
<xsl:call-template name="refs"><xsl:with-param name="kind" select="'legacy'"/><xsl:with-param name="name" select="'Legacy'"/></xsl:call-template>
</dl>
<xsl:for-each select="description"><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:for-each select="rationale"><p class="what">Rationale</p><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:for-each select="warning"><p class="what">Warning</p><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:for-each select="check"><p class="what">Check</p><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:for-each select="fix"><p class="what">Fix</p><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<xsl:for-each select="fix-code"><details><summary>Fix: <xsl:value-of select="@type"/></summary><pre><xsl:value-of select="."/></pre></details></xsl:for-each>
<xsl:if test="value">
<table><caption>Values that its checks take</caption>
<tr><th scope="col">Value</th><th scope="col">is</th></tr>
<xsl:for-each select="value"><tr><td><xsl:value-of select="@name"/></td><td><xsl:value-of select="."/></td></tr></xsl:for-each>
</table>
</xsl:if>
</article>
</xsl:template>

<xsl:template name="refs">
<xsl:param name="kind"/>
<xsl:param name="name"/>
<xsl:if test="ref[@kind = $kind]">
<dt><xsl:value-of select="$name"/></dt>
<dd><xsl:for-each select="ref[@kind = $kind]"><xsl:if test="position() != 1">, </xsl:if><xsl:value-of select="."/></xsl:for-each></dd>
</xsl:if>
</xsl:template>

<xsl:template match="guide/value">
<h3><xsl:value-of select="@name"/></h3>
<p><xsl:value-of select="@title"/> (<xsl:value-of select="@type"/>)</p>
<xsl:for-each select="description"><p class="text"><xsl:value-of select="."/></p></xsl:for-each>
<p>Here:
<xsl:choose>
<xsl:when test="is"><xsl:for-each select="is"><xsl:if test="position() != 1">, </xsl:if><code><xsl:value-of select="."/></code></xsl:for-each></xsl:when>
<xsl:otherwise>nothing</xsl:otherwise>
</xsl:choose>
</p>
</xsl:template>
</xsl:stylesheet>
