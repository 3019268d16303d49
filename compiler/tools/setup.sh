#!/bin/sh
# setup.sh run|check|...: install what is missing of the Debian packages that
# this target needs.  Services of the packages are neither started nor left
# enabled.  On other systems, and without root, it says what is missing.
set -u
build='gcc libc6-dev pkg-config libxml2-dev libxslt1-dev libsqlite3-dev
libarchive-dev libpcre2-dev libjansson-dev libmd-dev libyaml-dev'
engine='docker.io busybox-static'
case ${1-} in
build) want=$build ;;
run) want="$build $engine" ;;
check) want="$build $engine clang libclang-rt-14-dev libcmocka-dev shellcheck
podman runc openscap-scanner openscap-utils openscap-common ssg-debian libxml2-utils
sqlite3 perl zip unzip bzip2 binutils mandoc procps rpm" ;;
advise) want="$build $engine podman runc mmdebstrap" ;;
consumers)
	# What reads our results: node, npm's own packages, a browser, promtool.
	want="$build chromium prometheus openscap-scanner openscap-common
ssg-debian libxml2-utils perl"
	command -v node >/dev/null 2>&1 || want="$want nodejs"
	command -v npm >/dev/null 2>&1 || want="$want npm"
	;;
conform) want="$build $engine openscap-scanner openscap-common mmdebstrap ssg-debian
ssg-debderived ssg-applications perl rpm attr" ;;
bench) want="$build $engine openscap-scanner openscap-common ssg-debderived
ssg-debian mmdebstrap perl time zip" ;;
*)
	echo 'usage: setup.sh build|run|check|advise|consumers|conform|bench' >&2
	exit 64
	;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
	# Not Debian: look for what the build itself needs, and say its name.
	missing=
	command -v cc >/dev/null 2>&1 || missing="$missing cc"
	for lib in libxml-2.0 libxslt sqlite3 libarchive libpcre2-8 jansson libmd yaml-0.1; do
		pkg-config --exists "$lib" 2>/dev/null || missing="$missing $lib"
	done
	[ -z "$missing" ] && exit 0
	echo "setup: missing (commands and pkg-config names):$missing" >&2
	exit 1
fi

missing=
for p in $want; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)
	[ "$state" = installed ] || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
	echo "setup: as root: apt-get install --no-install-recommends$missing" >&2
	exit 1
fi

policy=/usr/sbin/policy-rc.d
wants() {
	find /etc/systemd/system -path '*.wants/*' -type l 2>/dev/null | sort
}
tmp=$(mktemp -d) || exit 1
restore() {
	rm -f "$policy"
	[ ! -e "$tmp/policy" ] || mv "$tmp/policy" "$policy"
	wants >"$tmp/after"
	# shellcheck disable=SC2016
	comm -13 "$tmp/before" "$tmp/after" | while read -r link; do
		rm -f "$link"
	done
	rm -rf "$tmp"
}
wants >"$tmp/before"
[ ! -e "$policy" ] || mv "$policy" "$tmp/policy"
trap restore EXIT
trap 'exit 1' INT TERM HUP
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"
echo "setup: installing$missing"
apt-get update -qq || echo 'setup: apt-get update failed, going on' >&2
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends $missing >"$tmp/log" 2>&1 || {
	tail -n 20 "$tmp/log" >&2
	echo 'setup: apt-get install failed' >&2
	exit 1
}
