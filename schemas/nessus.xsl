<?xml version="1.0" encoding="UTF-8"?>
<!--
  .nessus (NessusClientData_v2): a ReportHost per target, with an item about
  the scan, as every scan of the vendor's has it, and a compliance item per
  result.  A reader that looks for a list of items fails where there is one
  alone, and some merge the items of one plugin name.  From the document that
  compiler/report/document_result.c describes.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:cm="http://www.nessus.org/cm">
<xsl:output method="xml" encoding="UTF-8"/>
<xsl:key name="rule" match="rule" use="@n"/>
<xsl:variable name="nl" select="'&#10;'"/>

<xsl:template match="/report">
<xsl:element name="NessusClientData_v2">
<xsl:value-of select="$nl"/>
<xsl:element name="Policy">
<xsl:value-of select="$nl"/>
<xsl:element name="policyName"><xsl:value-of select="@title"/></xsl:element>
<xsl:value-of select="$nl"/>
</xsl:element>
<xsl:value-of select="$nl"/>
<Report name="{@title}">
<xsl:value-of select="$nl"/>
<xsl:apply-templates select="target"/>
</Report>
<xsl:value-of select="$nl"/>
</xsl:element>
</xsl:template>

<xsl:template match="target">
<ReportHost name="{@name}">
<xsl:value-of select="$nl"/>
<HostProperties>
<xsl:value-of select="$nl"/>
<xsl:if test="@ip"><tag name="host-ip"><xsl:value-of select="@ip"/></tag><xsl:value-of select="$nl"/></xsl:if>
<xsl:if test="@fqdn"><tag name="host-fqdn"><xsl:value-of select="@fqdn"/></tag><xsl:value-of select="$nl"/></xsl:if>
<xsl:if test="@mac"><tag name="mac-address"><xsl:value-of select="@mac"/></tag><xsl:value-of select="$nl"/></xsl:if>
<xsl:if test="@started"><tag name="HOST_START"><xsl:value-of select="@started"/></tag><xsl:value-of select="$nl"/></xsl:if>
<xsl:if test="@ended"><tag name="HOST_END"><xsl:value-of select="@ended"/></tag><xsl:value-of select="$nl"/></xsl:if>
</HostProperties>
<xsl:value-of select="$nl"/>
<xsl:if test="count"><xsl:call-template name="scan"/></xsl:if>
<xsl:apply-templates select="result"/>
</ReportHost>
<xsl:value-of select="$nl"/>
</xsl:template>

<xsl:template name="scan">
<ReportItem port="0" svc_name="general" protocol="tcp" severity="0" pluginID="19506" pluginName="Scan Information" pluginFamily="Settings">
<xsl:value-of select="$nl"/>
<fname>auditc</fname>
<xsl:value-of select="$nl"/>
<plugin_type>summary</plugin_type>
<xsl:value-of select="$nl"/>
<plugin_output>
<xsl:value-of select="concat('auditc report of ', /report/@stig-id, ', version ', /report/@stig-version)"/>
<xsl:if test="@profile"><xsl:value-of select="concat('&#10;profile: ', @profile)"/></xsl:if>
<xsl:if test="@error"><xsl:value-of select="concat('&#10;error: ', @error)"/></xsl:if>
<xsl:for-each select="site"><xsl:value-of select="concat('&#10;', @waived, ' waived, ', @expired, ' whose waiver expired or has to be reviewed, ', @stale, ' by stale checks')"/></xsl:for-each>
<xsl:for-each select="note"><xsl:value-of select="concat('&#10;note: ', .)"/></xsl:for-each>
</plugin_output>
<xsl:value-of select="$nl"/>
<risk_factor>None</risk_factor>
<xsl:value-of select="$nl"/>
</ReportItem>
<xsl:value-of select="$nl"/>
</xsl:template>

<xsl:template match="result">
<xsl:variable name="rule" select="key('rule', @rule)"/>
<xsl:variable name="name" select="concat($rule/@name, ' ', $rule/@title)"/>
<xsl:variable name="word">
<xsl:choose>
<xsl:when test="@result = 'pass' or @result = 'fixed'">PASSED</xsl:when>
<xsl:when test="@result = 'fail'">FAILED</xsl:when>
<xsl:when test="@result = 'error' or @result = 'unknown'">ERROR</xsl:when>
<xsl:otherwise>WARNING</xsl:otherwise>
</xsl:choose>
</xsl:variable>
<ReportItem port="0" svc_name="general" protocol="tcp">
<xsl:attribute name="severity"><xsl:choose><xsl:when test="$word = 'PASSED'">1</xsl:when><xsl:when test="$word = 'FAILED'">3</xsl:when><xsl:otherwise>2</xsl:otherwise></xsl:choose></xsl:attribute>
<xsl:attribute name="pluginID">21157</xsl:attribute>
<xsl:attribute name="pluginName"><xsl:value-of select="concat('Compliance check ', $rule/@name)"/></xsl:attribute>
<xsl:attribute name="pluginFamily">Policy Compliance</xsl:attribute>
<xsl:value-of select="$nl"/>
<agent>unix</agent>
<xsl:value-of select="$nl"/>
<compliance>true</compliance>
<xsl:value-of select="$nl"/>
<fname>auditc</fname>
<xsl:value-of select="$nl"/>
<description><xsl:value-of select="concat($name, ': [', $word, ']&#10;&#10;', details)"/></description>
<xsl:value-of select="$nl"/>
<cm:compliance-check-name><xsl:value-of select="$name"/></cm:compliance-check-name>
<xsl:value-of select="$nl"/>
<cm:compliance-check-id><xsl:value-of select="@uuid"/></cm:compliance-check-id>
<xsl:value-of select="$nl"/>
<cm:compliance-audit-file><xsl:value-of select="/report/@stig-id"/></cm:compliance-audit-file>
<xsl:value-of select="$nl"/>
<cm:compliance-info><xsl:value-of select="$rule/description"/></cm:compliance-info>
<xsl:value-of select="$nl"/>
<cm:compliance-result><xsl:value-of select="$word"/></cm:compliance-result>
<xsl:value-of select="$nl"/>
<cm:compliance-actual-value><xsl:value-of select="details"/></cm:compliance-actual-value>
<xsl:value-of select="$nl"/>
<cm:compliance-reference>
<xsl:for-each select="$rule/ref[@kind = 'nist']"><xsl:value-of select="concat('800-53|', translate(., ',|', '  '), ',')"/></xsl:for-each>
<xsl:value-of select="concat('CAT|', @cat)"/>
<xsl:for-each select="$rule/ref[@kind = 'cci']"><xsl:value-of select="concat(',CCI|', translate(., ',|', '  '))"/></xsl:for-each>
<xsl:value-of select="concat(',Rule-ID|', translate($rule/@rule-id, ',|', '  '), ',STIG-ID|', translate($rule/@version, ',|', '  '), ',Vuln-ID|', translate($rule/@vuln, ',|', '  '))"/>
</cm:compliance-reference>
<xsl:value-of select="$nl"/>
<cm:compliance-solution><xsl:value-of select="$rule/fix"/></cm:compliance-solution>
<xsl:value-of select="$nl"/>
</ReportItem>
<xsl:value-of select="$nl"/>
</xsl:template>
</xsl:stylesheet>
