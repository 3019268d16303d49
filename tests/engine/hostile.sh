#!/bin/sh
# hostile.sh DIR: a private engine in DIR with hostile containers, until its
# input ends.  Says "ready" when they are there, or why they are not.  For
# tests/unit/root_container.c.
. compiler/tools/engine.sh
dir=$1

# What the container does to itself: links out of it, a FIFO, devices, a file
# of a terabyte, odd names, a deep tree.
evil='
set -e
b=/bin/busybox
$b mkdir -p /etc/conf.d /deep /x
echo own >/etc/shadow
$b chown 1000:1000 /etc/shadow
$b chmod 4640 /etc/shadow
$b ln -s /etc/shadow /abs
$b ln -s ../../../../../../etc/shadow /climb
$b ln -s /proc/1/root/etc/shadow /magic
$b ln -s HOSTFILE /out
$b ln -s loop2 /loop
$b ln -s ../srv/kept/file /etc/kept
$b ln -s /proc/sys /etc/kernel
$b ln -s loop /loop2
$b mkfifo /fifo
$b mknod /zero c 1 5
$b mknod /disk b 254 0
echo n >"/etc/conf.d/new
line"
d=/deep
for i in 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0; do
	d=$d/d
done
$b mkdir -p $d
echo bottom >$d/end
$b truncate -s 1099511627776 /x/sparse
$b rm /bin/touch
echo finished
'

fail() {
	echo "$1"
	engine_stop "$dir"
	exit 1
}

engine_start "$dir" || fail 'no engine'
engine_image bb:1 || fail 'no image'
echo 'of the host' >"$dir/secret"
evil=$(echo "$evil" | sed "s|HOSTFILE|$dir/secret|")
docker run -d --network none --hostname evil --name running \
	-v kept:/srv/kept --tmpfs /srv/mem \
	--sysctl net.ipv4.ip_default_ttl=99 bb:1 \
	sh -c "$evil
exec sleep 600" >/dev/null || fail 'no container'
n=0
until docker logs running | grep -q finished; do
	n=$((n + 1))
	[ $n -lt 100 ] || fail 'no evil'
	sleep 0.1
done
docker run --network none --name stopped \
	-v kept:/srv/kept --tmpfs /srv/mem bb:1 sh -c "$evil" >/dev/null ||
	fail 'no stopped container'
# an image of two layers: a file less, a directory replaced
docker run --network none --name layer bb:1 /bin/busybox sh -c '
	/bin/busybox rm /bin/touch
	echo own >/etc/shadow
	/bin/busybox rm -r /var
	/bin/busybox mkdir /var
	echo new >/var/new' >/dev/null || fail 'no layer'
docker commit layer evil:1 >/dev/null || fail 'no image of layers'
echo ready
cat >/dev/null
engine_stop "$dir"
