# A static web server: busybox httpd, of files of the image.
# shellcheck disable=SC2034
root() {
	busybox_root "$1" && mkdir "$1/www" && echo hello >"$1/www/index.html"
}
changes='CMD ["httpd", "-f", "-p", "80", "-h", "/www"]'
use() { [ "$(in_it wget -q -O - http://127.0.0.1/index.html)" = hello ]; }
answers() { use; }
