# kinds.sh - roots in which every file that a probe reads is of another kind, to
# be sourced.
#   kinds_content DIR        the content that asks for them, in DIR/kinds
#   kinds_root KIND DIR HOST a root; HOST is a directory of the host's, where what
#                            an answer would be out of it is
#   kinds_files              the files
#   kinds_within KIND HOST   commands for a shell in what runs, with busybox as /busybox
#   kinds_results JSON KIND  the results that are wrong
# shellcheck shell=sh disable=SC2034

kinds='climb out loop fifo zero disk sparse'

# name of a case, its file, the results by kind, the probe, its object; what
# looks for regular files finds none of another kind
kinds_table='file /f/text pass pass pass pass pass pass pass file at_least_one_exists|filepath=/f/text
link /f/text pass error error pass pass pass pass symlink any_exist|filepath=/f/text
text /f/text pass fail error error error error error textfilecontent54 at_least_one_exists|filepath=/f/text|pattern~^own$|instance=1
walk /f/text pass fail error fail fail fail error textfilecontent54 at_least_one_exists|path=/f|filename~^te|pattern~^own$|instance=1
hash /f/text pass fail error fail fail fail error filehash58 at_least_one_exists|filepath=/f/text|hash_type=SHA-256
xml /f/xml pass fail error fail fail fail error xmlfilecontent at_least_one_exists|filepath=/f/xml|xpath=//own/text()
yaml /f/yaml pass fail error fail fail fail error yamlfilecontent at_least_one_exists|filepath=/f/yaml|yamlpath=.own
user /etc/passwd pass fail error error error error error password at_least_one_exists|username=own
shadow /etc/shadow pass fail error error error error error shadow at_least_one_exists|username=own
dpkg /var/lib/dpkg/status pass fail error error error error error dpkginfo at_least_one_exists|name=own
rpm /var/lib/rpm/rpmdb.sqlite error fail error error error error error rpminfo at_least_one_exists|name=own'

kinds_content() {
	echo "$kinds_table" | sed 's/^\([a-z]*\) [^ ]* .* \([a-z0-9]* [a-z_]*|.*\)/\1 - \2/' \
		>"$1/cases"
	"$ROOT/tests/engine/mkoval" "$1/cases" >"$1/kinds.xml"
	"$AUDITC" build -o "$1/kinds" "$1/kinds.xml" >"$1/log" 2>&1
}

# kinds_text FILE: text of that kind of file
kinds_text() {
	case $1 in
	*/text) echo own ;;
	*/xml) echo '<own>x</own>' ;;
	*/yaml) echo 'own: x' ;;
	*/passwd) echo 'own:x:0:0::/:/bin/sh' ;;
	*/shadow) echo 'own:*:19000:0:99999:7:::' ;;
	*/status) printf 'Package: own\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n' ;;
	*) echo none ;;
	esac
}

kinds_files() {
	echo "$kinds_table" | cut -d ' ' -f 2 | sort -u
}

# kinds_make KIND FILE HOST [COMMAND]: what makes the file, for a shell
kinds_make() {
	_name=${2##*/}
	case $1 in
	climb) echo "$4 ln -s ../../../../../../../../real/$_name .$2" ;;
	out) echo "$4 ln -s $3/$_name .$2" ;;
	loop) echo "$4 ln -s $_name .$2" ;;
	fifo) echo "$4 mkfifo .$2" ;;
	zero) echo "$4 mknod .$2 c 1 5" ;;
	disk) echo "$4 mknod .$2 b 254 0" ;;
	sparse) echo "$4 truncate -s 1099511627776 .$2" ;;
	esac
}

kinds_root() {
	mkdir -p "$2/real" "$3"
	for _file in $(kinds_files); do
		mkdir -p "$2${_file%/*}"
		[ "$1" != climb ] || kinds_text "$_file" >"$2/real/${_file##*/}"
		[ "$1" != out ] || kinds_text "$_file" >"$3/${_file##*/}"
		(cd "$2" && eval "$(kinds_make "$1" "$_file" "$3" '')") || return 1
	done
}

kinds_within() {
	echo 'set -e; cd /'
	for _file in $(kinds_files); do
		echo "/busybox rm .$_file"
		kinds_make "$1" "$_file" "$2" /busybox
	done
}

kinds_results() {
	echo "$kinds_table" | while read -r name _ climb out loop fifo zero disk sparse _; do
		eval "expected=\$$2"
		got=$(grep "oval.$name.def" "$1" | sed -n 's/.*"result":"\([a-z]*\)","time.*/\1/p')
		# shellcheck disable=SC2154
		[ "$got" = "$expected" ] || echo "$name: $got, not $expected"
	done
}
