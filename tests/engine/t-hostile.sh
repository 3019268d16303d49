#!/bin/sh
# t-hostile.sh - containers that want to mislead or to hold up the evaluator:
# each rule about them has the right result or an error, and no byte of the
# host's is in any output.
. "$ROOT/tests/engine/lib.sh"
. "$ROOT/tests/engine/kinds.sh"
need_engine
w=$(mktemp -d) || exit 99
mkfifo "$w/in" && mkdir "$w/engine" || exit 99
sh tests/engine/hostile.sh "$w/engine" <"$w/in" >"$w/ready" 2>"$w/err" &
pid=$!
exec 3>"$w/in"
trap 'exec 3>&-; wait $pid; rm -rf "$w"' EXIT
i=0
until [ -s "$w/ready" ] || [ $i -gt 600 ]; do
	i=$((i + 1))
	sleep 0.1
done
is "$(cat "$w/ready")" ready 'an engine with hostile containers'

# ID, of a running container, of a stopped one, keys
cat >"$w/rules" <<'END'
FS-01 pass pass type: FILE_CHECK file: "/etc/shadow" owner: "web" mode: "4640"
FS-02 pass pass type: FILE_CHECK file: "/abs" uid: "1000" group: "web"
FS-03 pass pass type: FILE_CHECK_NOT file: "/bin/touch"
FS-04 fail fail type: FILE_CHECK file: "/etc/conf.d/*" owner: "web"
FS-05 pass pass type: FILE_CHECK file: "/etc/conf.d/new?line" owner: "root"
FS-06 fail fail type: FILE_CHECK file: "/out"
FS-07 error error type: FILE_CHECK file: "/loop" owner: "root"
FS-08 pass pass type: FILE_CHECK file: "/fifo" file_type: "p"
FS-09 fail fail type: FILE_CONTENT_CHECK file: "/out" regex: ".*" expect: ".*"
FS-10 pass pass type: FILE_CONTENT_CHECK file: "/climb" regex: ".*" expect: "^own$"
FS-11 error error type: FILE_CONTENT_CHECK file: "/fifo" regex: ".*" expect: ".*"
FS-12 error error type: FILE_CONTENT_CHECK file: "/zero" regex: ".*" expect: ".*"
FS-13 error error type: FILE_CONTENT_CHECK file: "/disk" regex: ".*" expect: ".*"
FS-14 error error type: FILE_CONTENT_CHECK file: "/x/sparse" regex: ".*" expect: ".*"
FS-15 error error type: FILE_CONTENT_CHECK_NOT file: "/loop" regex: ".*" expect: "x"
FS-16 error error type: FILE_CONTENT_CHECK file: "/magic" regex: ".*" expect: ".*"
FS-17 pass error type: FILE_CONTENT_CHECK file: "/proc/sys/net/ipv4/ip_default_ttl" regex: ".*" expect: "^99$"
FS-18 pass error type: FILE_CONTENT_CHECK file: "/proc/sys/kernel/hostname" regex: ".*" expect: "^evil$"
FS-19 pass fail type: PROCESS_CHECK name: "sleep" status: ON
FS-20 pass pass type: PROCESS_CHECK name: "dockerd" status: OFF
FS-21 notchecked notchecked type: CMD_EXEC cmd: "id" expect: "."
FS-22 pass error type: FILE_CHECK_NOT file: "/srv/kept/file"
FS-23 pass error type: FILE_CHECK_NOT file: "/srv/mem/file"
FS-24 pass error type: FILE_CHECK_NOT file: "/etc/kept/file"
FS-25 fail error type: FILE_CONTENT_CHECK file: "/etc/kept" regex: ".*" expect: ".*"
FS-26 pass error type: FILE_CHECK_NOT file: "/srv/*/file"
FS-27 pass pass type: FILE_CHECK_NOT file: "/srv/file"
FS-28 pass error type: FILE_CHECK_NOT file: "/etc/kernel/no/such/file"
END
{
	echo '<check_type:"Container">'
	while read -r id _ _ keys; do
		printf '<custom_item>\ndescription: "%s"\n' "$id of a file"
		printf 'reference: "STIG-ID|%s"\ntarget: "container"\n' "$id"
		echo "$keys" | sed 's/ \([a-z_]*:\)/\n\1/g'
		echo '</custom_item>'
	done <"$w/rules"
	echo '</check_type>'
} >"$w/hostile.audit"
"$AUDITC" build --db "$w/db" --allow-commands -o "$w/out" "$w/hostile.audit" \
	>"$w/log" 2>&1
ok $? 'the content is built' || cat "$w/log"
timeout 60 "$w/out/evaluate" --engine "$w/engine/docker.sock" --timeout 20 \
	--arf "$w/arf" --json "$w/json" --text "$w/text" --verbose \
	container:running container:stopped >"$w/said" 2>&1
is $? 3 'there are fails and errors, in time'
while read -r id running stopped _; do
	is "$(result "$w/arf" running "$id")" "$running" "$id of the running one"
	is "$(result "$w/arf" stopped "$id")" "$stopped" "$id of the stopped one"
done <"$w/rules"
! cat "$w/arf" "$w/json" "$w/text" "$w/said" | grep -q 'of the host'
ok $? 'nothing of the host is in an output'
xmllint --huge --noout "$w/arf" 2>/dev/null
ok $? 'the ARF is well-formed'

# Every file that a probe of OVAL's reads, as something else: in an image and in
# what runs of it.  Of a file of a terabyte no image is made.
DOCKER_HOST=unix://$w/engine/docker.sock
export DOCKER_HOST
kinds_content "$w"
ok $? 'the content of the kinds is built'
look() { # KIND TARGET
	timeout 300 "$w/kinds/evaluate" --quiet --engine "$w/engine/docker.sock" \
		--timeout 240 --json "$w/json" "$2" >"$w/said" 2>&1
	is "$(kinds_results "$w/json" "$1")" '' "$1: ${2%%:*}"
}
for kind in $kinds; do
	kinds_root "$kind" "$w/kind/$kind" "$w/host" || exit 99
	[ "$kind" != sparse ] || continue
	tar -C "$w/kind/$kind" -cf - . | docker import - "kinds:$kind" >/dev/null
	look "$kind" "image:kinds:$kind"
done
# The engine itself waits for a FIFO that is /etc/passwd: what runs changes
# itself, by one command.
for kind in $kinds; do
	docker run -d --network none --name "$kind" -v /bin/busybox:/busybox:ro \
		kinds:climb /busybox sleep 600 >/dev/null &&
		kinds_within "$kind" "$w/host" |
		docker exec -i "$kind" /busybox sh >/dev/null || {
		ok 1 "$kind: a container"
		continue
	}
	look "$kind" "container:$kind"
done
done_testing
