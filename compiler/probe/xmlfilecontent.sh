# xmlfilecontent.sh: probe_xmlfilecontent, what an XPath gives of XML files.
# Needs root.sh, files.sh, system.sh, and the tools find and xmllint, which reads
# no DTD, no entity and nothing else from elsewhere.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_xmlfilecontent: an item for each wanted file that the XPath gives
# something of
probe_xmlfilecontent() {
	files_wanted
	if ! wanted xpath || [ "$W_op" != equals ] || [ "${W_check#none}" != "$W_check" ]; then
		system_failed 'the object does not say which XPath it means'
		return 0
	fi
	[ -n "$FILES" ] || return 0
	px_xpaths=$(printf '%s\n' "$W" | awk '/^[.]/ && !seen[$0]++')
	for px_line in $FILES; do
		file_of "$px_line"
		px_path=$FILE
		if file_real; then
			[ -z "$FILES_directory" ] || continue
			[ -f "$REAL" ] || continue
		elif [ -z "$WHY" ]; then
			continue
		fi
		px_why=$WHY
		for px_xpath in $px_xpaths; do
			decode "${px_xpath#.}"
			px_xpath=$V
			! item_fits xpath string "$V" || xml_item
		done
	done
}

# xml_failed WHY: nothing is told of px_path by px_xpath
xml_failed() {
	encode "$1"
	COLLECTED="${COLLECTED}E$tab$px_path$tab$V$nl"
	item_value xpath "$px_xpath"
}

# xml_lint XPATH: what this gives of the file REAL, as xmllint prints it
xml_lint() {
	xmllint --nonet --nocatalogs --nocdata --xpath "$1" - <"$REAL"
}

# xml_ask XPATH: V, the text that this gives of the file REAL; fails where it
# gives none
xml_ask() {
	V=$(xml_lint "$1" 2>/dev/null && printf x) || return 1
	V=${V%x}
	V=${V%"$nl"}
}

# xml_item: the item of the file REAL, whose texts and attributes px_xpath gives;
# px_why: why there is none
xml_item() {
	if [ -n "$px_why" ]; then
		xml_failed "$px_why"
		return 0
	fi
	if [ ! -r "$REAL" ]; then
		xml_failed 'no right to read it'
		return 0
	fi
	if ! command -v xmllint >/dev/null 2>&1; then
		xml_failed 'xmllint is not installed'
		return 0
	fi
	if ! root_small 16777216; then
		xml_failed "$WHY"
		return 0
	fi
	# by itself first, so that only what is one XPath stands in others
	if ! xml_ask "$px_xpath"; then
		case $(xml_lint "$px_xpath" 2>&1) in
		*'XPath set is empty'*) ;;
		*)
			xml_failed 'it is not well-formed, or the XPath cannot be evaluated'
			return 0 ;;
		esac
	fi
	if ! xml_ask "string(count($px_xpath))"; then
		if xml_ask "concat(string($px_xpath),'.')"; then
			xi_value=${V%.}
			xml_begin
			item_value value_of "$xi_value"
		else
			xml_failed 'the XPath cannot be evaluated'
		fi
		return 0
	fi
	xi_n=$V
	xml_ask "string(count(($px_xpath)[not(self::text()) and not(count(.|../@*) = count(../@*))]))"
	case $xi_n,$V in
	0,0) return 0 ;;
	*,0) ;;
	*)
		xml_failed 'the XPath gives more than text'
		return 0 ;;
	esac
	if [ "$xi_n" -gt 1000 ]; then
		COLLECTED="${COLLECTED}F${tab}not collected${tab}more than 1000 values of an XPath$nl"
		return 0
	fi
	xml_begin
	xi_at=1
	while [ "$xi_at" -le "$xi_n" ]; do
		xml_ask "concat(string(($px_xpath)[$xi_at]),'.')"
		item_value value_of "${V%.}"
		xi_at=$((xi_at + 1))
	done
}

# xml_begin: an item of px_path and px_xpath
xml_begin() {
	item_new "$px_path"
	item_line filepath "$px_path"
	V=${px_path%/*}
	item_line path "${V:-/}"
	item_line filename "${px_path##*/}"
	item_value xpath "$px_xpath"
}
