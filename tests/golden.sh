#!/bin/sh
# golden.sh [-u] case-dir...   Run each case and compare with its expect/ files.
# A case is a directory holding:
#   cmd            one shell command, run with $AUDITC set, in a scratch copy
#   expect/out     expected stdout          (absent = must be empty)
#   expect/err     expected stderr          (absent = must be empty)
#   expect/status  expected exit status     (absent = 0)
#   expect/files/  expected content of the case's out/ (absent = not looked at)
#   skip           prints a reason and exits 0 where the case cannot run
# -u (or UPDATE=1) rewrites expect/ from what happened; review it with git diff.
# Output is TAP.  Death by signal or a sanitizer is never an expected failure.
set -u
LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=0
# A sanitizer report must not look like an ordinary exit status 1.
: "${ASAN_OPTIONS:=abort_on_error=1:detect_leaks=1}" "${UBSAN_OPTIONS:=abort_on_error=1:print_stacktrace=1}"
export LC_ALL TZ SOURCE_DATE_EPOCH ASAN_OPTIONS UBSAN_OPTIONS
update=${UPDATE:-0}
[ "${1-}" = -u ] && { update=1; shift; }
: "${AUDITC:?is not set}" "${ROOT:?is not set}"
echo "1..$#"
n=0 bad=0
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
for case do
	n=$((n + 1)) why=
	if [ ! -f "$case/cmd" ]; then
		bad=$((bad + 1))
		echo "not ok $n - $case (no case: it has no cmd)"
		continue
	fi
	if [ -f "$case/skip" ] && why=$(sh "$case/skip"); then
		echo "ok $n - $case # SKIP $why"
		continue
	fi
	rm -rf "$tmp/w" && cp -R "$case" "$tmp/w"
	(cd "$tmp/w" && sh ./cmd) >"$tmp/out" 2>"$tmp/err" </dev/null
	st=$?
	rm -rf "$tmp/got" && mkdir "$tmp/got"
	[ -s "$tmp/out" ] && cp "$tmp/out" "$tmp/got/out"
	[ -s "$tmp/err" ] && sed "s|$tmp/w/||g" "$tmp/err" >"$tmp/got/err"
	[ $st -ne 0 ] && echo $st >"$tmp/got/status"
	[ -d "$case/expect/files" ] && [ -d "$tmp/w/out" ] &&
		cp -R "$tmp/w/out" "$tmp/got/files"
	[ -d "$case/expect" ] || mkdir "$case/expect"
	if [ $st -ge 99 ]; then
		why="crashed or sanitizer: status $st"
		sed 's/^/# /' "$tmp/err"
	elif ! diff -ru "$case/expect" "$tmp/got" >"$tmp/diff" 2>&1; then
		if [ "$update" = 1 ]; then
			rm -rf "$case/expect" && cp -R "$tmp/got" "$case/expect"
			echo "ok $n - $case # updated"
			continue
		fi
		why=differs
		sed 's/^/# /' "$tmp/diff"
	fi
	if [ -n "$why" ]; then
		bad=$((bad + 1))
		echo "not ok $n - $case ($why)"
	else
		echo "ok $n - $case"
	fi
done
[ $bad -eq 0 ]
