# It writes nothing.
# shellcheck disable=SC2034
root() { busybox_root "$1"; }
changes='CMD ["sleep", "600"]'
use() { in_it test -d /proc/1; }
answers() { use; }
