# A Debian that installs a package when it is started: the image's fault.
# shellcheck disable=SC2034,SC2154
root() {
	debian_root "$1" || return
	mkdir -p "$1/late/DEBIAN" "$1/late/usr/share/late" || return
	printf 'Package: late\nVersion: 1\nArchitecture: all\nMaintainer: us <us@example.org>\nDescription: late\n' \
		>"$1/late/DEBIAN/control"
	echo late >"$1/late/usr/share/late/file"
	dpkg-deb -b "$1/late" "$1/late.deb" >/dev/null && rm -r "$1/late"
}
changes='CMD ["sh", "-c", "apt-get install -y /late.deb && exec sleep 600"]'
use() { in_it test -e /usr/share/late/file; }
defect=1
