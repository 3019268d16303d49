#!/bin/sh
# t-consumers.sh - the programs that read our results read them as they were
# written: what is in package.json, and oscap, promtool, Chromium.  TAP.
#	ROOT=DIR AUDITC=FILE	the source tree and the compiler
#	ONLY="hdf stigman"	these only
set -u
LC_ALL=C TZ=UTC
export LC_ALL TZ ROOT AUDITC
cd "$ROOT" || exit 99
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ "$(id -u)" -eq 0 ] || skip_all 'needs root: a host that is made of files'
for c in node npm oscap promtool chromium xmllint perl cc; do
	command -v $c >/dev/null || skip_all "needs $c"
done
[ -f /usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml ] ||
	skip_all 'needs ssg-debian'
node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' ||
	skip_all 'needs node 18 or later'
CONSUMERS=$ROOT/out/consumers
DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export CONSUMERS DOTNET_SYSTEM_GLOBALIZATION_INVARIANT
mkdir -p "$CONSUMERS" || exit 99

# The packages as the lock file has them; none of their scripts is run.
if ! cmp -s tests/consumers/package-lock.json "$CONSUMERS/installed.json"; then
	rm -rf "$CONSUMERS/node_modules" "$CONSUMERS/installed.json"
	cp -R tests/consumers/package.json tests/consumers/package-lock.json \
		tests/consumers/unused "$CONSUMERS" || exit 99
	(cd "$CONSUMERS" && npm ci --ignore-scripts --no-audit --no-fund \
		--prefer-offline --cache "$CONSUMERS/cache") >"$CONSUMERS/log" 2>&1 || {
		# Without a network there is nothing to say; CI takes no skip.
		grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH' \
			"$CONSUMERS/log" && skip_all 'the npm registry is out of reach'
		sed 's/^/# /' "$CONSUMERS/log"
		echo 'Bail out! npm ci failed'
		exit 1
	}
	chmod +x "$CONSUMERS"/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
	cp tests/consumers/package-lock.json "$CONSUMERS/installed.json"
fi

sh tests/consumers/inputs.sh "$CONSUMERS/inputs" >"$CONSUMERS/log" 2>&1 || {
	sed 's/^/# /' "$CONSUMERS/log"
	echo 'Bail out! the inputs could not be made'
	exit 1
}
[ -f "$CONSUMERS/inputs/stig.xccdf.xml" ] ||
	echo '# without ../shared: no RHEL 8 results; every.* has ids of that form'
for t in ${ONLY:-hdf stigman formats traps browser}; do
	node "tests/consumers/$t.mjs" 2>&1 || echo "not ok - $t ends well"
done | awk '/^(not )?ok / {n++; sub(/ - /, " " n " - ")} {print}
	END {print "1.." n; exit n == 0}'
