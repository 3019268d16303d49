#!/bin/sh
# ssg.sh [--quick] [PRODUCT|FILE]...: SSG's rules on prepared roots, evaluated by
# oscap and by an emitted evaluator, compared rule by rule (TAP).
#
# The root is a minbase Debian 11 made by mmdebstrap, kept below out/conform;
# --quick: a few files of our own in its place, and fewer roots.  oscap works on
# a copy of each root, because it writes into what it looks at; it gets no
# configuration of the host's apt, which it would take for the root's.  What it
# does not collect of a directory and we do, it is asked inside of the root.
# The roots are looked at with the platforms of the content ignored, so that
# every rule says something, and the first of them with the platforms, too.
#
# Each root is a container as well, where oscap runs inside of it, and an image,
# of which we must say what we say of the directory; and the scripts must say
# of the directory what the evaluator says.  ROOTS and FORMS (of directory,
# container, image, scripts) leave others out.  A table comes last.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
ROOT=${ROOT-$(cd "$here/../.." && pwd)}
AUDITC=${AUDITC-$ROOT/out/bin/auditc}
content=/usr/share/xml/scap/ssg/content
work=$ROOT/out/conform
quick=
[ "${1-}" != --quick ] || { quick=1 work=$work/quick; shift; }
. "$here/breaks.sh"
. "$here/fill.sh"
. "$here/forms.sh"
breaks='accounts modes sshd_wrong sshd_right login_right login_wrong
audit_right audit_wrong kernel logs services odd'
[ -n "$quick" ] || breaks="hardened $breaks filled spoilt"
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

# content PRODUCT|FILE: $label, and in $build what evaluator makes of it.
content() {
	case $1 in
	/*) source=$1 label=$(basename "$1" .xml) ;;
	*) source=$content/ssg-$1-ds.xml label=$1 ;;
	esac
	build=$work/build-$label
}

# evaluator: every rule selected; in $build/{all,bare}.xml, $build/ours.  No test
# of the content may be one that we do not have.
evaluator() {
	[ -z "$(find "$build/ours/evaluate" -newer "$AUDITC" 2>/dev/null)" ] || return 0
	mkdir -p "$build"
	sed '/<[a-z0-9.-]*:*\(Rule\|Group\) /s/selected="false"/selected="true"/' \
		"$source" >"$build/all.xml"
	sed '/<[a-z0-9.-]*:*platform idref=/d' "$build/all.xml" >"$build/bare.xml"
	"$AUDITC" --db "$build/store.db" build -o "$build/ours" "$build/all.xml" >"$build/log" 2>&1 &&
		! grep -i 'unsupported' "$build/log" ||
		{ cat "$build/log" >&2; return 1; }
}

# theirs DIR DOCUMENT: oscap looks at the directory $R.  It tells by /etc/mtab
# which file systems are local; a machine may have none.
theirs() {
	mkdir -p "$work/etc"
	ln -sf /proc/self/mounts "$work/etc/mtab"
	for try in 1 2 3; do # its threads wait for each other at times
		copy "$R" "$1/oscap"
		unshare -m sh -c '[ -e /etc/mtab ] || mount -t overlay overlay \
				-o "ro,lowerdir=$5:/etc" /etc
			mount -t tmpfs none /etc/apt/apt.conf.d 2>/dev/null
			RPM_CONFIGDIR=$6 OSCAP_PROBE_ROOT=$1 exec timeout -k 5 "$4" oscap xccdf eval --skip-validation \
				--results "$2" "$3"' sh "$1/oscap" "$1/oscap.xml" "$build/$2.xml" \
			$((try * 40)) "$work/etc" "$work/tools/rpm" >"$1/oscap.log" 2>&1
		drop "$1/oscap"
		[ ! -s "$1/oscap.xml" ] || break
	done
}

# ours DIR TARGET FILE [OPTION]...
ours() {
	out=$1/$3 target=$2 log=$1/ours.log
	shift 3
	"$build/ours/evaluate" --quiet "$@" --xccdf "$out" "$target" >"$log" 2>&1
	[ -s "$out" ] || cat "$log" >&2
}

# compare ROOT FORM DIR THEIRS OURS [OPTION]...: a line of the table, a test.
compare() {
	name=$1 form=$2 diff=$3/diff their=$3/$4 our=$3/$5
	shift 5
	perl "$here/compare.pl" --form "$form" "$@" "$here/known.tsv" "$their" "$our" >"$diff"
	status=$?
	sed 's/^/# /' "$diff"
	sed -n '1s/[^0-9]*\([0-9]*\)[^0-9]*/\1 /gp' "$diff" |
		sed "s|^|$label $name $form |" >>"$work/table"
	ok $status "$label: $name, $form"
}

# directory ROOT: both on the directory $R.
directory() {
	dir=$work/$1/$label
	mkdir -p "$dir"
	if [ "$1" = plain ]; then
		mkdir -p "$dir/platform"
		theirs "$dir/platform" all
		ours "$dir/platform" "rootfs:$R" ours.xml
		compare "$1" platforms "$dir/platform" oscap.xml ours.xml
	fi
	theirs "$dir" bare
	ours "$dir" "rootfs:$R" ours.xml --ignore-platform
	rules=$(perl "$here/compare.pl" --uncollected "$dir/oscap.xml" "$dir/ours.xml")
	# shellcheck disable=SC2086
	[ -z "$rules" ] || inside "$dir" bare $rules
	compare "$1" directory "$dir" oscap.xml ours.xml --inside "$dir/inside.xml" \
		--moved "$work/moved"
}

# scripts ROOT: the scripts and the evaluator held against each other; --quick:
# a few of them.
scripts() {
	dir=$work/$1/$label
	mkdir -p "$dir"
	rules=
	[ -z "$quick" ] || rules=$(find "$build/ours/checks" -name '*.sh' | sort |
		sed -n '1~16s|.*/\(.*\)\.sh|--rule \1|p')
	# shellcheck disable=SC2086
	ours "$dir" "rootfs:$R" verified.xml --verify --ignore-platform $rules
	grep -A1 'the evaluator says' "$dir/verified.xml" | sed 's/^/# /'
	[ -s "$dir/verified.xml" ] && ! grep -q 'the evaluator says' "$dir/verified.xml"
	ok $? "$label: $1, scripts"
}

for tool in oscap perl; do
	command -v $tool >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo '1..0 # SKIP roots are made as root'; exit 0; }
[ -e "$content/ssg-debian11-ds.xml" ] || { echo '1..0 # SKIP no ssg-debian'; exit 0; }
# Mounts are our own.
[ -n "${CONFORM_OWN-}" ] || CONFORM_OWN=1 exec unshare -m sh "$0" ${quick:+--quick} "$@"
mkdir -p "$work"
base_root "$work/base" && tools "$work/tools" || { echo '1..1'; ok 1 'the root'; exit 1; }
rm -f "$work/moved" "$work/table"
[ $# -ne 0 ] || set -- debian11
for product in "$@"; do
	content "$product"
	evaluator && continue
	ok 1 "$label: build"
	echo "1..$n"
	exit 1
done
forms=${FORMS-directory container image scripts}
[ -z "$quick" ] || forms=directory
case $forms in *container* | *image*) engine ;; esac
for v in ${ROOTS-plain $breaks}; do
	root "$v"
	for product in "$@"; do
		content "$product"
		case $forms in *directory*) directory "$v" ;; esac
		case $forms,$quick,$v in
		*scripts*,,* | *,1,accounts | *,1,modes) scripts "$v" ;;
		esac
	done
	case $forms in *container* | *image*) others "$v" "$@" ;; esac
	drop "$R"
done
sort -u "$work/moved" | awk '{ n[$1]++ } END { for (r in n) if (n[r] > 1) m++; print "# " m " rules have more than one result among the roots" }'
[ -n "$quick" ] || table
echo "1..$n"
exit $bad
