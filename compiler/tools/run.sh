#!/bin/sh
# run.sh: what `make run` does once the program is built.  Compiles the bundled
# benchmark, evaluates this host and its containers and shows the result.
# Where no container is there to look at, a private engine with samples is
# evaluated too, and taken down again.
set -u
. compiler/tools/engine.sh
O=out
auditc=$O/bin/auditc
evaluate=$O/docker/evaluate

own() { # what was made belongs to who called sudo
	[ -z "${SUDO_UID-}" ] || chown -R "$SUDO_UID:${SUDO_GID-$SUDO_UID}" "$O"
}

eval_to() { # name [arguments]: 0 when the evaluation worked
	_name=$1
	shift
	mkdir -p "$O/results"
	"$evaluate" --progress --xccdf "$O/results/$_name.xccdf.xml" \
		--arf "$O/results/$_name.arf.xml" \
		--json "$O/results/$_name.json" --text - "$@"
	_st=$?
	if [ $_st -gt 3 ] || [ ! -s "$O/results/$_name.arf.xml" ]; then
		echo "run: the evaluation failed with status $_st" >&2
		return 1
	fi
}

samples() {
	dir=$(mktemp -d) || return 1
	saved=${DOCKER_HOST-}
	trap 'engine_stop "$dir"; own' EXIT
	trap 'exit 1' INT TERM HUP
	echo
	echo 'No container here: evaluating a private engine with samples.'
	engine_start "$dir" && engine_image || return 1
	sample() { docker run -d --network none "$@" >/dev/null; }
	sample --name sample-readonly --read-only --memory 64m --pids-limit 50 \
		--cpu-shares 512 --cap-drop ALL --user 1000 \
		--security-opt no-new-privileges bb:1 sleep 600
	sample --name sample-writable bb:1 sleep 600
	sample --name sample-host-namespaces --pid host --ipc host --uts host \
		bb:1 sleep 600
	sample --name sample-drifted --read-only --cap-add SYS_ADMIN \
		--security-opt seccomp=unconfined bb:1 \
		sh -c 'mount -o remount,rw / && sleep 600'
	sample --name sample-stopped --read-only bb:1 sleep 600
	docker kill sample-stopped >/dev/null
	docker create --name sample-privileged --privileged bb:1 sleep 600 \
		>/dev/null
	sleep 1
	eval_to samples --engine "$dir/docker.sock"
	st=$?
	engine_stop "$dir"
	trap own EXIT
	DOCKER_HOST=$saved
	[ -n "$saved" ] || unset DOCKER_HOST
	return $st
}

trap own EXIT
"$auditc" build docker -o "$O/docker" || exit 1
eval_to host || exit 1
if ! grep -q '"kind":"container"' "$O/results/host.json" && command -v dockerd >/dev/null && [ "$(id -u)" -eq 0 ]; then
	samples || exit 1
fi
echo
echo "Results: $O/results/   evaluator: $evaluate   scripts: $O/docker/checks/"
