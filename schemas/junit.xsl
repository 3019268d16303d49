<?xml version="1.0" encoding="UTF-8"?>
<!--
  JUnit: a suite per target, a case per result, in the subset that all readers
  share.  Names are unique in their suite, as readers merge equal ones, and
  why a case failed is the element's text, as some pass over the attribute.
  Some readers take dots for packages: the benchmark is one, the target a class
  in it.  From the document that compiler/report/document_result.c describes.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="xml" encoding="UTF-8"/>
<xsl:key name="rule" match="rule" use="@n"/>
<xsl:variable name="nl" select="'&#10;'"/>
<xsl:variable name="package" select="concat(translate(/report/@stig-id, '.', '_'), '.')"/>

<xsl:template match="/report">
<testsuites name="{@title}">
<xsl:call-template name="counts"/>
<xsl:attribute name="time">0</xsl:attribute>
<xsl:value-of select="$nl"/>
<xsl:apply-templates select="target"/>
</testsuites>
</xsl:template>

<xsl:template name="counts">
<xsl:attribute name="tests"><xsl:value-of select="sum(count[@of != 'notselected']/@n)"/></xsl:attribute>
<xsl:attribute name="failures"><xsl:value-of select="sum(count[@of = 'fail']/@n)"/></xsl:attribute>
<xsl:attribute name="errors"><xsl:value-of select="sum(count[@of = 'error' or @of = 'unknown']/@n)"/></xsl:attribute>
</xsl:template>

<xsl:template match="target">
<testsuite name="{@name}">
<xsl:call-template name="counts"/>
<xsl:attribute name="skipped"><xsl:value-of select="sum(count[@of = 'notapplicable' or @of = 'notchecked' or @of = 'informational']/@n)"/></xsl:attribute>
<xsl:attribute name="time">0</xsl:attribute>
<xsl:attribute name="id"><xsl:value-of select="@n - 1"/></xsl:attribute>
<xsl:attribute name="hostname"><xsl:value-of select="@name"/></xsl:attribute>
<xsl:if test="string-length(@start) &gt;= 19"><xsl:attribute name="timestamp"><xsl:value-of select="substring(@start, 1, 19)"/></xsl:attribute></xsl:if>
<xsl:value-of select="$nl"/>
<xsl:for-each select="site">
<properties><xsl:for-each select="@*"><property name="{name()}" value="{.}"/></xsl:for-each></properties>
<xsl:value-of select="$nl"/>
</xsl:for-each>
<xsl:apply-templates select="result"><xsl:with-param name="class" select="concat($package, translate(@name, '.', '_'))"/></xsl:apply-templates>
</testsuite>
<xsl:value-of select="$nl"/>
</xsl:template>

<xsl:template match="result">
<xsl:param name="class"/>
<xsl:variable name="rule" select="key('rule', @rule)"/>
<testcase classname="{$class}">
<xsl:attribute name="name"><xsl:value-of select="concat($rule/@name, ': ', $rule/@title)"/><xsl:if test="@nth"><xsl:value-of select="concat(' (', @nth, ')')"/></xsl:if></xsl:attribute>
<xsl:attribute name="time">0</xsl:attribute>
<xsl:choose>
<xsl:when test="@result = 'pass' or @result = 'fixed'"/>
<xsl:when test="@result = 'fail'">
<xsl:value-of select="$nl"/>
<failure type="fail"><xsl:call-template name="why"/><xsl:if test="$rule/fix"><xsl:value-of select="concat('&#10;&#10;Fix: ', $rule/fix)"/></xsl:if></failure>
<xsl:value-of select="$nl"/>
</xsl:when>
<xsl:when test="@result = 'error' or @result = 'unknown'">
<xsl:value-of select="$nl"/>
<error type="{@result}"><xsl:call-template name="why"/></error>
<xsl:value-of select="$nl"/>
</xsl:when>
<xsl:otherwise>
<xsl:value-of select="$nl"/>
<skipped><xsl:call-template name="why"/></skipped>
<xsl:value-of select="$nl"/>
</xsl:otherwise>
</xsl:choose>
</testcase>
<xsl:value-of select="$nl"/>
</xsl:template>

<xsl:template name="why">
<xsl:attribute name="message"><xsl:value-of select="concat(@result, ' (', @severity, ')')"/><xsl:if test="why"><xsl:value-of select="concat(' ', why)"/></xsl:if></xsl:attribute>
<xsl:value-of select="details"/>
</xsl:template>
</xsl:stylesheet>
