#!/bin/sh
# arch.sh objdir - the layers, checked on the objects.  TAP.
# A line: objects (find -path pattern), an egrep of symbols they must not use,
# and names of objects that may.
obj=$1 n=0 bad=0
rule() { # name pattern forbidden [object that may]...
	_name=$1 _pattern=$2 _forbidden=$3
	shift 3
	n=$((n + 1))
	hit=$(find "$obj" -path "$_pattern" -name '*.o' | sort | while read -r o; do
		for may; do
			case $o in */"$may") continue 2 ;; esac
		done
		nm -u --format=posix "$o" | awk '{print $1}' |
			grep -vE '^ir_[a-z]+_names$|^ir_name_find$' | grep -E "$_forbidden" |
			sed "s|^|# $o uses |"
	done)
	found=$(find "$obj" -path "$_pattern" -name '*.o' | wc -l)
	if [ -n "$hit" ] || [ "$found" -eq 0 ]; then
		bad=1
		[ -z "$hit" ] || echo "$hit"
		echo "not ok $n - $_name ($found objects)"
	else
		echo "ok $n - $_name"
	fi
}
parse='^(xmlRead|xmlParse|xmlCtxt|xmlNewTextReader|xmlReader|xmlTextReader|xmlSAX|xmlCreatePush)'
rule 'only front/xml.c, schema.c, report/ and xmlfilecontent parse XML' '*/compiler/*' "$parse" \
	front/xml.o front/schema.o probe/xmlfilecontent.o report/transform.o
rule 'only report/ uses libxslt' '*/compiler/*/*' '^xslt' report/transform.o
rule 'only store/ uses sqlite3' '*/compiler/[!s]*/*' '^sqlite3_'
rule 'runtime stands alone' '*/compiler/runtime/*' \
	'^(xml|xslt|sqlite3_|ir_|diag|die$|store_|pass_|front_|model_|back_|file_|embed)'
rule 'probes know no XML, no SQL, no compiler' '*/compiler/probe/*' \
	'^(xslt|sqlite3_|diag|die$|store_|pass_|front_|model_|back_|embed)'
rule 'back ends know no XML and no store' '*/compiler/back/*' '^(xml|sqlite3_|store_)'
rule 'base knows nothing above it' '*/compiler/base/*' \
	'^(xml|xslt|sqlite3_|ir_|store_|pass_|front_|model_|back_|rt_|probe)'
rule 'the model is free of XML' '*/compiler/model/*' '^(xml|xslt|sqlite3_|store_|ir_)'
rule 'front ends know no store and no back end' '*/compiler/front/*' '^(sqlite3_|store_|back_)'
rule 'the advisor knows engines, no XML and no store' '*/compiler/advise/*' \
	'^(xml|xslt|sqlite3_|store_|pass_|front_|model_|back_|report_)'
for o in words seen rules layer image compose observe short; do
	rule "advise/$o.c needs the runtime alone" "*/compiler/advise/$o.o" \
		'^(xml|sqlite3_|diag|die$|file_|embed|model_|front_|pass_)'
done
rule 'only the commands leave the program' '*/compiler/[!crb]*/*' '^(exit|_exit|abort)$'
echo "1..$n"
exit $bad
