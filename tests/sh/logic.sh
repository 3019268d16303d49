#!/bin/sh
# The scripts' truth tables against tests/corpus/logic.tsv, under every shell
# that is here.  Output is TAP.
set -u
cd "$(dirname "$0")/../.." || exit 99
runner=$(mktemp) || exit 99
trap 'rm -f "$runner"' EXIT
{
	cat compiler/runtime/sh/prelude.sh compiler/runtime/sh/logic.sh
	cat <<'END'
repeat() {
	while [ "$1" -gt 0 ]; do
		list="$list$2$nl"
		set -- $(($1 - 1)) "$2"
	done
}

setup
n=0 bad=0
while IFS=$tab read -r kind name counts want; do
	n=$((n + 1)) list=''
	case $kind in
	'' | \#*) continue ;;
	esac
	IFS=' ' read -r a b c d e f <<-COUNTS
	$counts
	COUNTS
	case $kind in
	existence) logic_existence "$name" "$a" "$b" "$c" "$d" ;;
	negate)
		want=$counts
		logic_negate "$name" ;;
	*)
		repeat "$a" true
		repeat "$b" false
		repeat "$c" error
		repeat "$d" unknown
		repeat "$e" 'not evaluated'
		repeat "$f" 'not applicable'
		"logic_$kind" "$name" "$list" ;;
	esac
	if [ "$R" != "$want" ]; then
		echo "# line $n: $kind $name $counts: $R, not $want"
		bad=$((bad + 1))
	fi
done <tests/corpus/logic.tsv
[ "$bad" -eq 0 ] && [ "$n" -gt 100 ]
END
} >"$runner"
echo 1..3
i=0
for shell in dash 'bash --posix' 'busybox sh'; do
	i=$((i + 1))
	if ! command -v "${shell%% *}" >/dev/null 2>&1; then
		echo "ok $i - logic under $shell # SKIP it is not installed"
	elif $shell "$runner"; then
		echo "ok $i - logic under $shell"
	else
		echo "not ok $i - logic under $shell"
	fi
done
