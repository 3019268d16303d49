# nginx of Debian, as root, in the foreground.
# shellcheck disable=SC2034,SC2154
root() { debian_root "$1" nginx-light; }
changes='CMD ["nginx", "-g", "daemon off;"]'
use() { in_it /bin/busybox wget -q -O - http://127.0.0.1/ | grep -q nginx; }
answers() { use; }
