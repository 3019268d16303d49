#!/bin/sh
# t-shellcheck.sh - no warning about what is generated: the scripts of the
# Docker benchmark by shellcheck, the evaluator by both compilers.
. "$ROOT/tests/engine/lib.sh"
command -v shellcheck >/dev/null || skip_all 'needs shellcheck'
w=$(mktemp -d) || exit 99
trap 'rm -rf "$w"' EXIT
"$AUDITC" --db "$w/db" build --no-compile docker -o "$w/docker" >/dev/null
ok $? 'the benchmark builds'
find "$w/docker/checks" -name '*.sh' | sort |
	xargs -P "$(nproc)" -n 10 shellcheck -s sh >"$w/log" 2>&1
ok $? 'shellcheck passes all the scripts'
head -n 20 "$w/log" | sed 's/^/# /'
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	# shellcheck disable=SC2046
	$cc -std=c11 -O1 -Wall -Wextra -Werror -o "$w/evaluate" \
		"$w/docker/evaluator.c" $(pkg-config --libs libpcre2-8 jansson libmd) \
		>"$w/log" 2>&1
	ok $? "evaluator.c builds under $cc without a warning"
	head -n 5 "$w/log" | sed 's/^/# /'
done
done_testing
