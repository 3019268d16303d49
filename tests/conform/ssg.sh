#!/bin/sh
# ssg.sh [--quick] [PRODUCT|FILE]...: SSG's rules on prepared roots, evaluated by
# oscap and by an emitted evaluator, compared rule by rule (TAP).
#
# The root is a minbase Debian 11 made by mmdebstrap, kept below out/conform;
# --quick: a few files of our own in its place, and fewer roots.  oscap works on
# a copy of each root, because it writes into what it looks at; it gets no
# configuration of the host's apt, which it would take for the root's.
# The roots are looked at with the platforms of the content ignored, so that
# every rule says something, and the first of them with the platforms, too.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
ROOT=${ROOT-$(cd "$here/../.." && pwd)}
AUDITC=${AUDITC-$ROOT/out/bin/auditc}
content=/usr/share/xml/scap/ssg/content
work=$ROOT/out/conform
quick=
[ "${1-}" != --quick ] || { quick=1 work=$work/quick; shift; }
. "$here/breaks.sh"
breaks='accounts modes sshd_wrong sshd_right login_right login_wrong
audit_right audit_wrong kernel logs services odd'
export SEXP_VALIDATE_DISABLE=1 LC_ALL=C TZ=UTC

n=0
bad=0
ok() { # ok STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
		echo "not ok $n - $2"
		bad=1
	fi
}

base_root() { # base_root DIR
	[ ! -e "$1.done" ] || return 0
	if [ -z "$quick" ]; then
		mmdebstrap --quiet --variant=minbase bullseye "$1" \
			http://deb.debian.org/debian >&2 || return 1
	else
		mkdir -p "$1"/tmp "$1"/root "$1"/usr/lib "$1"/usr/bin "$1"/etc/apt/preferences.d \
			"$1"/var/lib/dpkg "$1"/var/lib/apt/lists/partial "$1"/usr/share/dpkg \
			"$1"/var/cache/apt/archives/partial "$1"/etc/apt/apt.conf.d
		# what oscap's libapt cannot do without
		cp /usr/share/dpkg/*table "$1/usr/share/dpkg"
		printf 'ID=debian\nVERSION_ID="11"\n' >"$1/etc/os-release"
		printf '11.9\n' >"$1/etc/debian_version"
		printf 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n' >"$1/etc/passwd"
		printf 'root:*:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n' >"$1/etc/shadow"
		printf 'root:x:0:\ndaemon:x:1:\nusers:x:100:\n' >"$1/etc/group"
		printf 'root:*::\n' >"$1/etc/gshadow"
		chmod 640 "$1/etc/shadow" "$1/etc/gshadow"
		chown 0:42 "$1/etc/shadow" "$1/etc/gshadow"
		: >"$1/var/lib/dpkg/status"
	fi
	: >"$1.done"
}

# copy FROM TO: what is written into one does not reach the other.  An overlay
# where the kernel lets us, in the mount namespace that ends with this script.
copy() {
	mkdir -p "$2" "$2.upper" "$2.work" || exit 1
	mount -t overlay -o "lowerdir=$1,upperdir=$2.upper,workdir=$2.work" \
		overlay "$2" 2>/dev/null || cp -a "$1/." "$2" || exit 1
}
drop() { # drop DIR: a copy
	umount "$1" 2>/dev/null
	rm -rf "${1:?}" "$1.upper" "$1.work"
}

# root NAME: a fresh copy of the base, changed; its path in $R.
root() {
	R=$work/$1/root
	drop "$R"
	rm -rf "${work:?}/$1"
	copy "$work/base" "$R"
	guard
	[ "$1" = plain ] || "break_$1" || exit 1
}

# evaluator CONTENT: every rule selected; in $build/{all,bare}.xml, $build/ours.
evaluator() {
	build=$work/build-$(basename "$1" .xml)
	case $1 in
	/*) source=$1 ;;
	*) source=$content/ssg-$1-ds.xml ;;
	esac
	[ -z "$(find "$build/ours/evaluate" -newer "$AUDITC" 2>/dev/null)" ] || return 0
	mkdir -p "$build"
	sed '/<[a-z0-9.-]*:*\(Rule\|Group\) /s/selected="false"/selected="true"/' \
		"$source" >"$build/all.xml"
	sed '/<[a-z0-9.-]*:*platform idref=/d' "$build/all.xml" >"$build/bare.xml"
	"$AUDITC" --db "$build/store.db" build -o "$build/ours" "$build/all.xml" >"$build/log" 2>&1 ||
		{ cat "$build/log" >&2; return 1; }
}

# both NAME DOCUMENT [OPTION]: both programs on $R; results beside it.  oscap
# tells by /etc/mtab which file systems are local; a machine may have none.
both() {
	dir=$work/$1
	mkdir -p "$work/etc"
	ln -sf /proc/self/mounts "$work/etc/mtab"
	for try in 1 2 3; do # its threads wait for each other at times
		copy "$R" "$dir/oscap"
		unshare -m sh -c '[ -e /etc/mtab ] || mount -t overlay overlay \
				-o "ro,lowerdir=$5:/etc" /etc
			mount -t tmpfs none /etc/apt/apt.conf.d 2>/dev/null
			OSCAP_PROBE_ROOT=$1 exec timeout -k 5 "$4" oscap xccdf eval --skip-validation \
				--results "$2" "$3"' sh "$dir/oscap" "$dir/oscap.xml" "$build/$2.xml" \
			$((try * 40)) "$work/etc" >"$dir/oscap.log" 2>&1
		drop "$dir/oscap"
		[ ! -s "$dir/oscap.xml" ] || break
	done
	# shellcheck disable=SC2086
	"$build/ours/evaluate" --quiet ${3-} --xccdf "$dir/ours.xml" "rootfs:$R" >"$dir/ours.log" 2>&1
	[ -s "$dir/ours.xml" ] || { cat "$dir/ours.log" >&2; return 1; }
}

compare() { # compare NAME LABEL
	perl "$here/compare.pl" "$here/known.tsv" "$work/$1/oscap.xml" "$work/$1/ours.xml" \
		"$work/moved" >"$work/$1/diff"
	status=$?
	sed 's/^/# /' "$work/$1/diff"
	ok $status "$2"
}

for tool in oscap perl; do
	command -v $tool >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo '1..0 # SKIP roots are made as root'; exit 0; }
[ -e "$content/ssg-debian11-ds.xml" ] || { echo '1..0 # SKIP no ssg-debian'; exit 0; }
# Mounts are our own.
[ -n "${CONFORM_OWN-}" ] || CONFORM_OWN=1 exec unshare -m sh "$0" ${quick:+--quick} "$@"
mkdir -p "$work"
base_root "$work/base" || { echo '1..1'; ok 1 'the root'; exit 1; }
rm -f "$work/moved"
[ $# -ne 0 ] || set -- debian11
for product in "$@"; do
	evaluator "$product" || { ok 1 "$product: build"; continue; }
	root plain
	both plain all
	compare plain "$product: plain, by platform"
	for v in plain $breaks; do
		root "$v"
		both "$v" bare --ignore-platform
		compare "$v" "$product: $v"
		drop "$R"
	done
done
sort -u "$work/moved" | awk '{ n[$1]++ } END { for (r in n) if (n[r] > 1) m++; print "# " m " rules have more than one result among the roots" }'
echo "1..$n"
exit $bad
