<?xml version="1.0" encoding="UTF-8"?>
<!--
  A checklist of STIG Viewer 2 (CKL), valid by DISA's schema: the one target,
  a VULN per result.  What an automatic run did not decide, and no answer of
  the site, is Not_Reviewed.  From the document that
  compiler/report/document_result.c describes.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="xml" encoding="UTF-8"/>
<xsl:key name="rule" match="rule" use="@n"/>
<xsl:variable name="nl" select="'&#10;'"/>
<xsl:variable name="ref" select="concat(/report/@title, ' :: Version ', /report/@stig-version, ', ', /report/@release-info)"/>

<xsl:template match="/report">
<CHECKLIST>
<xsl:value-of select="$nl"/>
<xsl:apply-templates select="target[1]"/>
<xsl:value-of select="$nl"/>
</CHECKLIST>
</xsl:template>

<xsl:template match="target">
<ASSET>
<xsl:call-template name="element"><xsl:with-param name="name">ROLE</xsl:with-param><xsl:with-param name="text">None</xsl:with-param></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">ASSET_TYPE</xsl:with-param><xsl:with-param name="text">Computing</xsl:with-param></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">HOST_NAME</xsl:with-param><xsl:with-param name="text" select="@name"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">HOST_IP</xsl:with-param><xsl:with-param name="text" select="@ip"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">HOST_MAC</xsl:with-param><xsl:with-param name="text" select="@mac"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">HOST_FQDN</xsl:with-param><xsl:with-param name="text" select="@fqdn"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">TARGET_COMMENT</xsl:with-param><xsl:with-param name="text" select="@label"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">TECH_AREA</xsl:with-param></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">TARGET_KEY</xsl:with-param><xsl:with-param name="text" select="/report/rule[@target-key][1]/@target-key"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">WEB_OR_DATABASE</xsl:with-param><xsl:with-param name="text" select="boolean(@instance)"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">WEB_DB_SITE</xsl:with-param><xsl:with-param name="text" select="@site"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">WEB_DB_INSTANCE</xsl:with-param><xsl:with-param name="text" select="@instance"/></xsl:call-template>
<xsl:value-of select="$nl"/>
</ASSET>
<xsl:value-of select="$nl"/>
<STIGS>
<xsl:value-of select="$nl"/>
<iSTIG>
<xsl:apply-templates select="/report" mode="info"/>
<xsl:apply-templates select="result"/>
<xsl:value-of select="$nl"/>
</iSTIG>
<xsl:value-of select="$nl"/>
</STIGS>
</xsl:template>

<xsl:template match="report" mode="info">
<xsl:value-of select="$nl"/>
<STIG_INFO>
<xsl:call-template name="si"><xsl:with-param name="name">version</xsl:with-param><xsl:with-param name="data" select="@stig-version"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">classification</xsl:with-param><xsl:with-param name="data">UNCLASSIFIED</xsl:with-param></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">customname</xsl:with-param></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">stigid</xsl:with-param><xsl:with-param name="data" select="@stig-id"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">description</xsl:with-param><xsl:with-param name="data" select="description"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">filename</xsl:with-param><xsl:with-param name="data" select="@file"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">releaseinfo</xsl:with-param><xsl:with-param name="data" select="@release-info"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">title</xsl:with-param><xsl:with-param name="data" select="@title"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">uuid</xsl:with-param><xsl:with-param name="data" select="@stig-uuid"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">notice</xsl:with-param><xsl:with-param name="data" select="stig-notice"/></xsl:call-template>
<xsl:call-template name="si"><xsl:with-param name="name">source</xsl:with-param><xsl:with-param name="data" select="stig-source"/></xsl:call-template>
<xsl:value-of select="$nl"/>
</STIG_INFO>
</xsl:template>

<xsl:template match="result">
<xsl:variable name="rule" select="key('rule', @rule)"/>
<xsl:value-of select="$nl"/>
<VULN>
<xsl:call-template name="data"><xsl:with-param name="name">Vuln_Num</xsl:with-param><xsl:with-param name="data" select="$rule/@vuln"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Severity</xsl:with-param><xsl:with-param name="data"><xsl:choose><xsl:when test="@cat = 'I'">high</xsl:when><xsl:when test="@cat = 'II'">medium</xsl:when><xsl:otherwise>low</xsl:otherwise></xsl:choose></xsl:with-param></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Group_Title</xsl:with-param><xsl:with-param name="data" select="$rule/group-title"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Rule_ID</xsl:with-param><xsl:with-param name="data" select="$rule/@rule-id"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Rule_Ver</xsl:with-param><xsl:with-param name="data" select="$rule/@version"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Rule_Title</xsl:with-param><xsl:with-param name="data" select="$rule/@title"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Vuln_Discuss</xsl:with-param><xsl:with-param name="data" select="$rule/description"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">IA_Controls</xsl:with-param><xsl:with-param name="data" select="$rule/stig[@of = 'IA_Controls']"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Check_Content</xsl:with-param><xsl:with-param name="data" select="$rule/check"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Fix_Text</xsl:with-param><xsl:with-param name="data" select="$rule/fix"/></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">False_Positives</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">False_Negatives</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">Documentable</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">Mitigations</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">Potential_Impact</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">Third_Party_Tools</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">Mitigation_Control</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">Responsibility</xsl:with-param></xsl:call-template>
<xsl:call-template name="said"><xsl:with-param name="rule" select="$rule"/><xsl:with-param name="name">Security_Override_Guidance</xsl:with-param></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Check_Content_Ref</xsl:with-param><xsl:with-param name="data"><xsl:value-of select="$rule/@check-ref"/><xsl:if test="not($rule/@check-ref)">M</xsl:if></xsl:with-param></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Weight</xsl:with-param><xsl:with-param name="data"><xsl:value-of select="$rule/@weight"/><xsl:if test="not($rule/@weight)">1.0</xsl:if></xsl:with-param></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">Class</xsl:with-param><xsl:with-param name="data">Unclass</xsl:with-param></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">STIGRef</xsl:with-param><xsl:with-param name="data" select="$ref"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">TargetKey</xsl:with-param><xsl:with-param name="data" select="$rule/@target-key"/></xsl:call-template>
<xsl:call-template name="data"><xsl:with-param name="name">STIG_UUID</xsl:with-param><xsl:with-param name="data" select="/report/@stig-uuid"/></xsl:call-template>
<xsl:for-each select="$rule/ref[@kind = 'legacy']"><xsl:call-template name="data"><xsl:with-param name="name">LEGACY_ID</xsl:with-param><xsl:with-param name="data" select="."/></xsl:call-template></xsl:for-each>
<xsl:for-each select="$rule/ref[@kind = 'cci']"><xsl:call-template name="data"><xsl:with-param name="name">CCI_REF</xsl:with-param><xsl:with-param name="data" select="."/></xsl:call-template></xsl:for-each>
<xsl:call-template name="element"><xsl:with-param name="name">STATUS</xsl:with-param><xsl:with-param name="text" select="@status"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">FINDING_DETAILS</xsl:with-param><xsl:with-param name="text" select="details"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">COMMENTS</xsl:with-param><xsl:with-param name="text" select="comments"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">SEVERITY_OVERRIDE</xsl:with-param><xsl:with-param name="text" select="@site-severity"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">SEVERITY_JUSTIFICATION</xsl:with-param><xsl:with-param name="text" select="justification"/></xsl:call-template>
<xsl:value-of select="$nl"/>
</VULN>
</xsl:template>

<xsl:template name="element">
<xsl:param name="name"/><xsl:param name="text"/>
<xsl:value-of select="$nl"/>
<xsl:element name="{$name}"><xsl:value-of select="$text"/></xsl:element>
</xsl:template>

<xsl:template name="si">
<xsl:param name="name"/><xsl:param name="data"/>
<xsl:value-of select="$nl"/>
<SI_DATA>
<xsl:call-template name="element"><xsl:with-param name="name">SID_NAME</xsl:with-param><xsl:with-param name="text" select="$name"/></xsl:call-template>
<xsl:if test="string($data)"><xsl:call-template name="element"><xsl:with-param name="name">SID_DATA</xsl:with-param><xsl:with-param name="text" select="$data"/></xsl:call-template></xsl:if>
<xsl:value-of select="$nl"/>
</SI_DATA>
</xsl:template>

<xsl:template name="data">
<xsl:param name="name"/><xsl:param name="data"/>
<xsl:value-of select="$nl"/>
<STIG_DATA>
<xsl:call-template name="element"><xsl:with-param name="name">VULN_ATTRIBUTE</xsl:with-param><xsl:with-param name="text" select="$name"/></xsl:call-template>
<xsl:call-template name="element"><xsl:with-param name="name">ATTRIBUTE_DATA</xsl:with-param><xsl:with-param name="text" select="$data"/></xsl:call-template>
<xsl:value-of select="$nl"/>
</STIG_DATA>
</xsl:template>

<xsl:template name="said">
<xsl:param name="rule"/><xsl:param name="name"/>
<xsl:call-template name="data"><xsl:with-param name="name" select="$name"/><xsl:with-param name="data" select="$rule/stig[@of = $name]"/></xsl:call-template>
</xsl:template>
</xsl:stylesheet>
