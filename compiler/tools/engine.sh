# engine.sh: a private container engine, to be sourced.  It shares nothing with
# an engine of the system: own socket, data and state, no bridge, no iptables.
#   engine_start DIR [dockerd options]   sets and exports DOCKER_HOST
#   engine_image                         loads the image bb:1 (busybox)
#   engine_stop DIR                      stops it and removes DIR

engine_start() {
	_dir=$1
	shift
	mkdir -p "$_dir/data" "$_dir/exec" || return 1
	DOCKER_HOST=unix://$_dir/docker.sock
	export DOCKER_HOST
	[ -e "$_dir/daemon.json" ] || echo '{}' >"$_dir/daemon.json"
	dockerd --config-file "$_dir/daemon.json" --bridge=none \
		--iptables=false --ip6tables=false \
		--data-root "$_dir/data" --exec-root "$_dir/exec" \
		-p "$_dir/docker.pid" -H "$DOCKER_HOST" "$@" \
		>"$_dir/docker.log" 2>&1 </dev/null &
	_pid=$!
	_n=0
	until docker version >/dev/null 2>&1; do
		_n=$((_n + 1))
		if [ $_n -gt 300 ] || ! kill -0 "$_pid" 2>/dev/null; then
			tail -n 5 "$_dir/docker.log" >&2
			return 1
		fi
		sleep 0.1
	done
}

engine_image() {
	_root=$(mktemp -d) || return 1
	mkdir -p "$_root/bin" "$_root/etc" "$_root/tmp" "$_root/run" \
		"$_root/proc" "$_root/var"
	cp /bin/busybox "$_root/bin/busybox"
	for _a in sh sleep mount cat touch ls nc; do
		ln -s busybox "$_root/bin/$_a"
	done
	printf 'root:x:0:0::/:/bin/sh\nweb:x:1000:1000::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n' \
		>"$_root/etc/passwd"
	printf 'root:x:0:\nweb:x:1000:\n' >"$_root/etc/group"
	tar -C "$_root" -cf - . | docker import - "${1:-bb:1}" >/dev/null
	_st=$?
	rm -rf "$_root"
	return $_st
}

engine_stop() {
	_dir=$1
	if [ -s "$_dir/docker.pid" ]; then
		docker ps -q 2>/dev/null | while read -r _c; do
			docker kill "$_c" >/dev/null 2>&1
		done
		_pid=$(cat "$_dir/docker.pid")
		kill "$_pid" 2>/dev/null
		_n=0
		while kill -0 "$_pid" 2>/dev/null && [ $_n -lt 150 ]; do
			_n=$((_n + 1))
			sleep 0.1
		done
	fi
	awk -v d="$_dir/" 'index($2, d) == 1 {print $2}' /proc/mounts |
		sort -r | while read -r _m; do umount -l "$_m"; done
	rm -rf "$_dir"
}
