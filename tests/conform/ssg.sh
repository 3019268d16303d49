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
# of the directory what the evaluator says: a text that several contents have,
# but for the platforms, in one of them.
#
# What oscap answers does not depend on us.  It is kept in out/conform/kept, by
# a hash of all that it depends on: the root's files with modes and owners, the
# content, oscap, how it is run, the machine since its start and the kernel's
# values that the content asks for.  An answer of which something is left
# unexplained is not kept; FRESH=1 asks for all.
#
# ROOTS and FORMS (of directory, container, image, scripts) leave others out,
# PATIENCE is oscap's time in seconds.  A table comes last.  WHOLE=1: the contents
# are all that there are, and each line of known.tsv must cover as many rules as
# it says.
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

# evaluator: every rule selected; in $build/{all,bare}.xml, $build/ours, and in
# $build/uses what known.tsv is held against.  No test of the content may be one
# that we do not have.
evaluator() {
	[ ! -s "$build/uses" ] || [ -z "$(find "$build/ours/evaluate" -newer "$AUDITC" 2>/dev/null)" ] ||
		return 0
	mkdir -p "$build"
	sed '/<[a-z0-9.-]*:*\(Rule\|Group\) /s/selected="false"/selected="true"/' \
		"$source" >"$build/all.xml"
	sed '/<[a-z0-9.-]*:*platform idref=/d' "$build/all.xml" >"$build/bare.xml"
	"$AUDITC" --db "$build/store.db" build -o "$build/ours" "$build/all.xml" >"$build/log" 2>&1 &&
		! grep -i 'unsupported' "$build/log" &&
		perl "$here/uses.pl" "$build/bare.xml" >"$build/uses" ||
		{ cat "$build/log" >&2; return 1; }
}

# texts: in $build/fresh the rules whose scripts no content before has; by
# their texts without heads and platforms.
texts() {
	if [ -z "$(find "$build/texts" -newer "$build/ours/evaluate" 2>/dev/null)" ]; then
		rm -rf "$build/plain" "$build/plain.db"
		"$AUDITC" --db "$build/plain.db" build --no-compile -o "$build/plain" \
			"$build/bare.xml" >"$build/log" 2>&1 || { cat "$build/log" >&2; return 1; }
		for f in "$build/plain/checks"/*.sh; do
			printf '%s ' "$(sed '1,/^main() {/d' "$f" | sha256sum | cut -c 1-64)"
			basename "$f" .sh
		done >"$build/texts"
		rm -rf "$build/plain" "$build/plain.db"
	fi
	awk 'FILENAME == ARGV[1] { seen[$1]; next } !($1 in seen) { print $2; seen[$1] }' \
		"$work/texts" "$build/texts" >"$build/fresh"
	cat "$build/texts" >>"$work/texts"
}

# kept FILE WHAT...: is an answer of oscap's kept for $R, $build and this?  Then it
# becomes FILE; keep FILE keeps one.  The key is in FILE.key.
kept() {
	[ -z "$quick" ] || return 1
	file=$1
	shift
	key=$( {
		echo "$*" "$root_key"
		cat "$build/key" "$work/key"
	} | sha256sum | cut -c 1-64)
	echo "$work/kept/$key" >"$file.key"
	rm -f "$file"
	echo "$file" >>"$work/asked"
	[ -z "${FRESH-}" ] && cp "$work/kept/$key" "$file" 2>/dev/null || return 1
	echo "$file" >>"$work/answered"
}
keep() {
	[ -z "$quick" ] && [ -s "$1" ] || return 0
	sed -n '/<\([a-z0-9.-]*:\)*TestResult/,$p' "$1" >"$1.new"
	mv "$1.new" "$1"
	mkdir -p "$work/kept"
	cp "$1" "$work/kept/new" && mv "$work/kept/new" "$(cat "$1.key")"
}

# keys: what oscap's answers depend on; in $work/key of the machine and how oscap
# is run here, in $build/key of the content.
keys() {
	{
		uname -a
		cat /proc/sys/kernel/random/boot_id /proc/cmdline /etc/resolv.conf
		stat -f -c %T "$work"
		oscap --version
		dockerd --version
		cat "$here/ssg.sh" "$here/forms.sh" "$here/inside.sh"
	} >"$work/key" 2>/dev/null
	for product in "$@"; do
		content "$product"
		sha256sum <"$build/all.xml" >"$build/key"
		sed -n 's,.*<[a-z0-9]*:*name[^>]*>\([a-z]*\.[a-z0-9_.]*\)</.*,\1,p' \
			"$build/all.xml" | sort -u | tr . / |
			while read -r name; do
				printf '%s ' "$name"
				cat "/proc/sys/$name" 2>/dev/null || echo
			done >>"$build/key"
	done
}
# root_key: $R with its modes, owners and bytes, whatever the time.
root_key() {
	tar -C "$R" --sort=name --mtime=@0 --numeric-owner --xattrs \
		--pax-option=exthdr.name=%d/%f,delete=atime,delete=ctime -cf - . |
		sha256sum
}

# theirs DIR DOCUMENT: oscap looks at the directory $R.  It tells by /etc/mtab
# which file systems are local; a machine may have none.
theirs() {
	! kept "$1/oscap.xml" directory "$2" || return 0
	mkdir -p "$work/etc"
	ln -sf /proc/self/mounts "$work/etc/mtab"
	for try in 1 2 3; do # its threads wait for each other at times
		copy "$R" "$1/oscap"
		unshare -m sh -c '[ -e /etc/mtab ] || mount -t overlay overlay \
				-o "ro,lowerdir=$5:/etc" /etc
			mount -t tmpfs none /etc/apt/apt.conf.d 2>/dev/null
			RPM_CONFIGDIR=$6 OSCAP_PROBE_ROOT=$1 exec timeout -k 5 "$4" oscap xccdf eval --skip-validation \
				--results "$2" "$3"' sh "$1/oscap" "$1/oscap.xml" "$build/$2.xml" \
			$((try * ${PATIENCE-40})) "$work/etc" "$work/tools/rpm" >"$1/oscap.log" 2>&1
		drop "$1/oscap"
		[ ! -s "$1/oscap.xml" ] || break
	done
	keep "$1/oscap.xml"
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
	name=$1 form=$2 inside=$3/inside.xml diff=$3/diff.$2 their=$3/$4 our=$3/$5
	shift 5
	perl "$here/compare.pl" --form "$form" --uses "$build/uses" \
		--covered "$work/covered" "$@" "$here/known.tsv" "$their" "$our" >"$diff"
	status=$?
	[ $status -eq 0 ] || for file in "$their" "$inside"; do
		[ ! -e "$file.key" ] || rm -f "$(cat "$file.key")"
	done
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
	if [ -n "$quick" ]; then
		rules=$(find "$build/ours/checks" -name '*.sh' | sort |
			sed -n '1~16s|.*/\(.*\)\.sh|--rule \1|p')
	else
		rules=$(sed 's/^/--rule /' "$build/fresh")
		[ -n "$rules" ] || return 0
	fi
	# shellcheck disable=SC2086
	ours "$dir" "rootfs:$R" verified.xml --verify --ignore-platform $rules
	grep -A1 'the evaluator says' "$dir/verified.xml" | sed 's/^/# /'
	[ -s "$dir/verified.xml" ] && ! grep -q 'the evaluator says' "$dir/verified.xml"
	status=$?
	[ -n "$quick" ] ||
		echo "$label $1 scripts $(grep -c . "$build/fresh")" \
			"$(grep -c . "$build/fresh") 0 $(grep -c 'the evaluator says' "$dir/verified.xml")" |
		awk '{ $5 -= $7; print }' >>"$work/table"
	ok $status "$label: $1, scripts"
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
for f in moved table covered texts asked answered; do : >"$work/$f"; done
[ $# -ne 0 ] || set -- debian11
for product in "$@"; do
	content "$product"
	evaluator && { [ -n "$quick" ] || texts; } && continue
	ok 1 "$label: build"
	echo "1..$n"
	exit 1
done
[ -n "$quick" ] || keys "$@"
forms=${FORMS-directory container image scripts}
[ -z "$quick" ] || forms=directory
case $forms in *container* | *image*) engine ;; esac
for v in ${ROOTS-plain $breaks}; do
	root "$v"
	[ -n "$quick" ] || root_key=$(root_key)
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
if [ -z "$quick" ]; then
	table
	echo "# of $(sort -u "$work/asked" | grep -c .) answers of oscap's $(sort -u "$work/answered" | grep -c .) were kept"
	[ -z "${ROOTS-}${FORMS-}" ] || WHOLE=
	perl "$here/compare.pl" --count "$work/covered" ${WHOLE:+--whole} \
		"$here/known.tsv" >"$work/counts"
	status=$?
	sed 's/^/# /' "$work/counts"
	ok $status 'the lines of known.tsv cover as many rules as they say'
fi
echo "1..$n"
exit $bad
