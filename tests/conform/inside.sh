#!/bin/sh
# inside.sh ROOT TOOLS COMMAND...: COMMAND with the directory ROOT as its root
# and TOOLS below /.oscap, in namespaces of its own and without a network.  The
# caller's mounts are neither seen nor changed, and ROOT keeps no file of this.
set -eu
if [ "${INSIDE-}" != yes ]; then
	exec env INSIDE=yes unshare --mount --propagation private --pid --fork \
		--ipc --uts --net --kill-child sh "$0" "$@"
fi
root=$(cd "$1" && pwd -P) tools=$(cd "$2" && pwd -P)
shift 2
case $root in
/*/conform/*/*) ;;
*) echo "inside.sh: not a copy of a root: '$root'" >&2; exit 1 ;;
esac
# oscap wants an interface with an address
busybox ip link set lo up
mount --rbind "$root" "$root"
cd "$root"
mkdir -p proc dev tmp .oscap
mount -t proc proc proc
mount --bind proc/sys proc/sys # the kernel is everybody's
mount -o remount,bind,ro proc/sys
mount -t tmpfs -o mode=755 tmpfs dev
for d in null zero random urandom; do
	: >dev/$d
	mount --bind /dev/$d dev/$d
done
ln -s /proc/self/fd dev/fd
mount --bind "$tools" .oscap
mount -o remount,bind,ro .oscap
mkdir dev/old
pivot_root . dev/old
cd /
# From here on nothing of the host's is there to be run.
exec /.oscap/busybox sh -c '/.oscap/busybox umount -l /dev/old && exec "$@"' sh \
	/.oscap/load setpriv --bounding-set \
	-sys_admin,-sys_module,-sys_rawio,-sys_boot,-sys_time,-mknod,-net_admin \
	"$@"
