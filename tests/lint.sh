#!/bin/sh
# lint.sh - what no compiler says.  TAP.
n=0 bad=0
tmp=$(mktemp) || exit 99
trap 'rm -f "$tmp"' EXIT
check() { # name; the offending lines are in $tmp
	n=$((n + 1))
	if [ -s "$tmp" ]; then
		bad=1
		sed 's/^/# /' "$tmp"
		echo "not ok $n - $1"
	else
		echo "ok $n - $1"
	fi
}
src=$(find compiler tests -name '*.[ch]' | sort)
# shellcheck disable=SC2086
grep -nE '\b(strcpy|strcat|strncpy|strtok|sprintf|gmtime|localtime|system|popen|mktemp|gets)\(' $src >"$tmp"
check 'no banned function'
# shellcheck disable=SC2086
awk 'FNR == 1 && n > 1500 {print f " has " n " lines"} {f = FILENAME; n = FNR}
	END {if (n > 1500) print f " has " n " lines"}' $src >"$tmp"
check 'no file over 1,500 lines'
grep -nE '(printf|addf)\([^;]*"(SELECT|INSERT|UPDATE|DELETE) ' compiler/store/*.c compiler/cli/*.c >"$tmp"
check 'no SQL built from text'
find . -name '*.sh' -not -path './out/*' | sort | xargs shellcheck -s sh -S warning >"$tmp" 2>&1
check 'shellcheck on every script'
git ls-files 2>/dev/null | awk -F/ '{print $1}' | sort -u |
	grep -vxE 'compiler|content|schemas|out|tests|GNUmakefile|README\.md|LICENSE|\..*' >"$tmp"
check 'the top level is the fixed one'
echo "1..$n"
exit $bad
