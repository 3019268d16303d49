#!/bin/sh
# walk.sh - rules over a whole tree beside one find(1) that prints the same
# facts.  Asserts nothing.
#   BENCH_PATHS=108000   how many paths
set -u
N=${BENCH_PATHS:-108000}
w=$(mktemp -d) || exit 1
trap 'rm -rf "$w"' EXIT
trap 'exit 1' INT TERM HUP
mkdir -p "$w/root/etc" "$w/root/var"
printf 'root:x:0:0::/root:/bin/sh\n' >"$w/root/etc/passwd"
i=0
while [ $((i * 120)) -lt "$N" ]; do
	mkdir "$w/root/var/$i"
	(cd "$w/root/var/$i" && seq -f 'file-%04g' 119 | xargs touch)
	i=$((i + 1))
done
chmod 666 "$w/root/var/0/file-0001"

# oval NAME RULES: a document of whole-tree rules
oval() {
	sed -n "/^# $1 begin/,/^# $1 end/s/^#	//p" "$0" >"$w/$1.xml"
	out/bin/auditc build "$w/$1.xml" -o "$w/$1" >"$w/log" 2>&1 || {
		cat "$w/log"
		exit 1
	}
}

${CC:-cc} -O2 -D_GNU_SOURCE -o "$w/cost" tests/bench/cost.c || exit 1
# label, command...: what one of five runs in sequence costs, the mean
measure() {
	_label=$1
	shift
	"$w/cost" "$w/time" 5 "$@" >/dev/null 2>&1
	read -r _wall cpu mb <"$w/time"
	echo "$cpu $mb" | awk -v l="$_label" -v find="$find" '{
		printf "%-34s %8.3f s CPU %7.1f MB", l, $1, $2 / 1024
		if (find > 0) printf "  %6.2f x find", $1 / find
		print ""
	}'
}

echo "paths: $(find "$w/root" | wc -l)"
oval rules
oval items
find=0
measure 'find, the same facts' find "$w/root" \
	-printf '%p %y %m %U %G %s %A@ %C@ %T@\n'
find=$cpu
measure 'auditc, five whole-tree rules' "$w/rules/evaluate" --quiet \
	--text "$w/text" "rootfs:$w/root"
measure 'auditc, an item for every path' "$w/items/evaluate" --quiet \
	--text "$w/text" "rootfs:$w/root"
exit 0
# rules begin
#	<?xml version="1.0"?>
#	<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
#	 xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
#	 xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix">
#	<generator>
#	<oval:schema_version>5.11</oval:schema_version>
#	<oval:timestamp>2026-01-01T00:00:00</oval:timestamp>
#	</generator>
#	<definitions>
#	<definition class="compliance" id="oval:x:def:1" version="1">
#	<metadata><title>world-writable</title><description>world-writable</description></metadata>
#	<criteria><criterion test_ref="oval:x:tst:1"/></criteria>
#	</definition>
#	<definition class="compliance" id="oval:x:def:2" version="1">
#	<metadata><title>set-user</title><description>set-user</description></metadata>
#	<criteria><criterion test_ref="oval:x:tst:2"/></criteria>
#	</definition>
#	<definition class="compliance" id="oval:x:def:3" version="1">
#	<metadata><title>set-group</title><description>set-group</description></metadata>
#	<criteria><criterion test_ref="oval:x:tst:3"/></criteria>
#	</definition>
#	<definition class="compliance" id="oval:x:def:4" version="1">
#	<metadata><title>sticky</title><description>sticky</description></metadata>
#	<criteria><criterion test_ref="oval:x:tst:4"/></criteria>
#	</definition>
#	<definition class="compliance" id="oval:x:def:5" version="1">
#	<metadata><title>owners</title><description>owners</description></metadata>
#	<criteria><criterion test_ref="oval:x:tst:5"/></criteria>
#	</definition>
#	</definitions>
#	<tests>
#	<unix:file_test id="oval:x:tst:1" version="1" check="all"
#	 check_existence="none_exist" comment="1">
#	<unix:object object_ref="oval:x:obj:1"/>
#	</unix:file_test>
#	<unix:file_test id="oval:x:tst:2" version="1" check="all"
#	 check_existence="none_exist" comment="2">
#	<unix:object object_ref="oval:x:obj:2"/>
#	</unix:file_test>
#	<unix:file_test id="oval:x:tst:3" version="1" check="all"
#	 check_existence="none_exist" comment="3">
#	<unix:object object_ref="oval:x:obj:3"/>
#	</unix:file_test>
#	<unix:file_test id="oval:x:tst:4" version="1" check="all"
#	 check_existence="none_exist" comment="4">
#	<unix:object object_ref="oval:x:obj:4"/>
#	</unix:file_test>
#	<unix:file_test id="oval:x:tst:5" version="1" check="all"
#	 check_existence="none_exist" comment="5">
#	<unix:object object_ref="oval:x:obj:5"/>
#	</unix:file_test>
#	</tests>
#	<objects>
#	<unix:file_object id="oval:x:obj:1" version="1">
#	<unix:behaviors recurse="directories"
#	 recurse_direction="down" recurse_file_system="local"/>
#	<unix:path>/</unix:path>
#	<unix:filename operation="pattern match">^.*$</unix:filename>
#	<filter action="include">oval:x:ste:1</filter>
#	</unix:file_object>
#	<unix:file_object id="oval:x:obj:2" version="1">
#	<unix:behaviors recurse="directories"
#	 recurse_direction="down" recurse_file_system="local"/>
#	<unix:path>/</unix:path>
#	<unix:filename operation="pattern match">^.*$</unix:filename>
#	<filter action="include">oval:x:ste:2</filter>
#	</unix:file_object>
#	<unix:file_object id="oval:x:obj:3" version="1">
#	<unix:behaviors recurse="directories"
#	 recurse_direction="down" recurse_file_system="local"/>
#	<unix:path>/</unix:path>
#	<unix:filename operation="pattern match">^.*$</unix:filename>
#	<filter action="include">oval:x:ste:3</filter>
#	</unix:file_object>
#	<unix:file_object id="oval:x:obj:4" version="1">
#	<unix:behaviors recurse="directories"
#	 recurse_direction="down" recurse_file_system="local"/>
#	<unix:path>/</unix:path>
#	<unix:filename xsi:nil="true"
#	 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>
#	<filter action="include">oval:x:ste:4</filter>
#	</unix:file_object>
#	<unix:file_object id="oval:x:obj:5" version="1">
#	<unix:behaviors recurse="directories"
#	 recurse_direction="down" recurse_file_system="local"/>
#	<unix:path>/</unix:path>
#	<unix:filename operation="pattern match">^.*$</unix:filename>
#	<filter action="include">oval:x:ste:5</filter>
#	</unix:file_object>
#	</objects>
#	<states>
#	<unix:file_state id="oval:x:ste:1" version="1">
#	<unix:type>regular</unix:type>
#	<unix:owrite datatype="boolean">true</unix:owrite>
#	</unix:file_state>
#	<unix:file_state id="oval:x:ste:2" version="1">
#	<unix:suid datatype="boolean">true</unix:suid>
#	</unix:file_state>
#	<unix:file_state id="oval:x:ste:3" version="1">
#	<unix:sgid datatype="boolean">true</unix:sgid>
#	</unix:file_state>
#	<unix:file_state id="oval:x:ste:4" version="1">
#	<unix:sticky datatype="boolean">false</unix:sticky>
#	<unix:owrite datatype="boolean">true</unix:owrite>
#	</unix:file_state>
#	<unix:file_state id="oval:x:ste:5" version="1">
#	<unix:user_id datatype="int" operation="greater than">0</unix:user_id>
#	</unix:file_state>
#	</states>
#	</oval_definitions>
# rules end
# items begin
#	<?xml version="1.0"?>
#	<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
#	 xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
#	 xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix">
#	<generator>
#	<oval:schema_version>5.11</oval:schema_version>
#	<oval:timestamp>2026-01-01T00:00:00</oval:timestamp>
#	</generator>
#	<definitions>
#	<definition class="compliance" id="oval:x:def:1" version="1">
#	<metadata><title>every path</title><description>every path</description></metadata>
#	<criteria><criterion test_ref="oval:x:tst:1"/></criteria>
#	</definition>
#	</definitions>
#	<tests>
#	<unix:file_test id="oval:x:tst:1" version="1" check="all"
#	 check_existence="all_exist" comment="1">
#	<unix:object object_ref="oval:x:obj:1"/>
#	<unix:state state_ref="oval:x:ste:1"/>
#	</unix:file_test>
#	</tests>
#	<objects>
#	<unix:file_object id="oval:x:obj:1" version="1">
#	<unix:behaviors recurse="directories"
#	 recurse_direction="down" recurse_file_system="local"/>
#	<unix:path>/</unix:path>
#	<unix:filename operation="pattern match">^.*$</unix:filename>
#	</unix:file_object>
#	</objects>
#	<states>
#	<unix:file_state id="oval:x:ste:1" version="1">
#	<unix:uread datatype="boolean">true</unix:uread>
#	</unix:file_state>
#	</states>
#	</oval_definitions>
# items end
