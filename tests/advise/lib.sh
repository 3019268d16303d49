# lib.sh: images of tests/advise, each in a file of its own that sets
#   root DIR     makes the image's files below DIR, which has busybox in it
#   changes      what docker import takes with --change, a line each
#   run          options of docker run
#   use          makes the running container write, through `in_it`
#   answers      does the service answer, and is its kept data there?
#   defect       set: the image is at fault, and is not expected to run
# and NAME.advice, NAME.podman beside it, the advice as it is expected.  Who
# sources this sets sock, the engine's socket, and form, which of the two.
# shellcheck disable=SC2034,SC2154

in_it() { docker exec "$name" "$@"; }

# A tree that runs busybox, in $1.
busybox_root() {
	mkdir -p "$1/bin" "$1/etc" "$1/tmp" "$1/run" "$1/var/lib" "$1/var/log" \
		"$1/dev" "$1/proc" "$1/sys" || return 1
	chmod 1777 "$1/tmp"
	cp /bin/busybox "$1/bin/busybox"
	for _a in sh sleep cat ls mkdir rm mv touch wget httpd crond sed grep \
		chown id echo test; do
		ln -s busybox "$1/bin/$_a"
	done
	printf 'root:x:0:0::/:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n' >"$1/etc/passwd"
	printf 'root:x:0:\nweb:x:1000:\n' >"$1/etc/group"
}

# A Debian with these packages and busybox, in $1.
debian_root() {
	_dir=$1
	shift
	_include=$(echo "$*" | tr ' ' ,)
	mmdebstrap --quiet --variant=apt ${_include:+--include="$_include"} \
		bookworm "$_dir" >"$w/debian.log" 2>&1 || {
		sed 's/^/# /' "$w/debian.log"
		return 1
	}
	cp /bin/busybox "$_dir/bin/busybox"
}

# Build the image of $name.
build() {
	_root=$(mktemp -d) || return 1
	chmod 755 "$_root"
	root "$_root" || return 1
	set --
	while read -r _line; do
		[ -z "$_line" ] || set -- "$@" --change "$_line"
	done <<END
$changes
END
	tar -C "$_root" -cf - . | docker import "$@" - "advise-$name:1" >/dev/null
	_st=$?
	rm -rf "$_root"
	return "$_st"
}

# Wait until a command succeeds, up to ten seconds.
settle() {
	_n=0
	until "$@" >/dev/null 2>&1; do
		_n=$((_n + 1))
		[ $_n -lt 100 ] || return 1
		sleep 0.1
	done
}

# What differs in the container is mount points and the ways to them alone.
only_mounts() {
	docker inspect -f '{{range .Mounts}}{{.Destination}}
{{end}}{{range $k, $v := .HostConfig.Tmpfs}}{{$k}}
{{end}}' "$name" >"$w/mounts"
	docker diff "$name" | while read -r _kind _path; do
		# Podman makes the mount points of its own files there
		[ "$form $_kind $_path" != 'podman C /etc' ] || continue
		grep -qx -e "$_path" -e "$_path/.*" "$w/mounts" || echo "$_kind $_path"
	done
}

# Everything about one image.
try_image() {
	name=$1 changes='' run='' defect=
	answers() { :; }
	use() { :; }
	# shellcheck source=/dev/null
	. "tests/advise/$name.sh"
	build
	st=$?
	ok $st "$name: the image"
	[ $st -eq 0 ] || return
	# shellcheck disable=SC2086
	docker run -d --name "$name" --network none --stop-signal KILL $run \
		"advise-$name:1" >/dev/null 2>"$w/err" || {
		sed 's/^/# /' "$w/err"
		return
	}
	settle use
	ok $? "$name: runs and is used"
	docker inspect "$name" >"$w/before"
	"$AUDITC" advise --engine "$sock" "$name" >"$w/$name.script"
	ok $? "$name: is advised"
	sed -e "s| -H unix://$sock||g" -e "s| --remote --url unix://$sock||g" \
		-e 's/[0-9a-f]\{64\}/ID/g' -e 's/seen: .*/seen/' "$w/$name.script" >"$w/advice"
	[ "${UPDATE:-0}" = 0 ] || cp "$w/advice" "tests/advise/$name.$form"
	diff -u "tests/advise/$name.$form" "$w/advice" >"$w/diff"
	ok $? "$name: as expected"
	sed 's/^/# /' "$w/diff"
	docker inspect "$name" >"$w/after"
	cmp -s "$w/before" "$w/after"
	ok $? "$name: the container is as it was"
	if [ -n "$defect" ]; then
		grep -q '^# To be changed in the image' "$w/advice"
		ok $? "$name: the image is named as at fault"
		return
	fi
	(cd "$w" && sh "$name.script") >"$w/log" 2>&1
	st=$?
	ok $st "$name: is made anew by the script"
	[ $st -eq 0 ] || sed 's/^/# /' "$w/log"
	is "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}}' "$name")" true \
		"$name: the root is declared read-only"
	settle answers
	ok $? "$name: answers as before"
	in_it /bin/busybox touch /proof 2>"$w/err"
	grep -q 'Read-only file system' "$w/err"
	ok $? "$name: a write to / fails"
	settle use
	ok $? "$name: can be used as before"
	is "$(only_mounts)" '' "$name: nothing is written outside the mounts"
	docker restart -t 1 "$name" >/dev/null
	settle answers
	ok $? "$name: survives a restart with its data"
	docker rm -fv "$name" "$name.before" >/dev/null 2>&1
}
