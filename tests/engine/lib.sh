# lib.sh: for the engine tests, to be sourced with ROOT and AUDITC set.  TAP.
# shellcheck disable=SC2034,SC2154
cd "$ROOT" || exit 99
. compiler/tools/engine.sh
LC_ALL=C TZ=UTC
export LC_ALL TZ
# shellcheck source=/dev/null
unset DOCKER_HOST CONTAINER_HOST
n=0 bad=0

ok() { # status, name
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		bad=1
		echo "not ok $n - $2"
	fi
}

is() { # got, expected, name
	[ "$1" = "$2" ]
	_st=$?
	[ $_st -eq 0 ] || printf '# got      %s\n# expected %s\n' "$1" "$2"
	ok $_st "$3"
}

done_testing() {
	echo "1..$n"
	exit $bad
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

need_engine() {
	[ "$(id -u)" -eq 0 ] || skip_all 'needs root for a container engine'
	for _c in dockerd docker xmllint busybox; do
		command -v $_c >/dev/null || skip_all "needs $_c"
	done
}

# The result of a rule for a target, from an ARF.  target: "host" or a
# container's name.
result() { # arf, target, STIG-ID
	_t="contains(*[local-name()='target'], '/$2')"
	[ "$2" != host ] || _t="not(contains(*[local-name()='target'], '/'))"
	xmllint --huge --xpath "string(//*[local-name()='TestResult'][$_t]/*[local-name()='rule-result'][*[local-name()='check']/*[contains(@name, '$3') or contains(@href, '$3')]]/*[local-name()='result'])" \
		"$1" 2>/dev/null
}

message() { # arf, target, STIG-ID
	_t="contains(*[local-name()='target'], '/$2')"
	[ "$2" != host ] || _t="not(contains(*[local-name()='target'], '/'))"
	xmllint --huge --xpath "string(//*[local-name()='TestResult'][$_t]/*[local-name()='rule-result'][*[local-name()='check']/*[contains(@name, '$3') or contains(@href, '$3')]]/*[local-name()='message'])" \
		"$1" 2>/dev/null
}
