#!/bin/sh
# t-advise.sh - containers of the images in tests/advise that need no package:
# the advice is the expected one, and a container made by it runs as before
# with a read-only root, writes nothing else, and keeps its data.
. "$ROOT/tests/engine/lib.sh"
. "$ROOT/tests/advise/lib.sh"
need_engine
w=$(mktemp -d) || exit 99
mkdir "$w/engine"
[ -n "${KEEP-}" ] || trap 'engine_stop "$w/engine"; rm -rf "$w"' EXIT
trap "exit 1" INT TERM HUP
engine_start "$w/engine"
ok $? 'a private engine'
for image in ${IMAGES:-idle static job settings scratch volume user setuid}; do
	try_image "$image"
done
done_testing
