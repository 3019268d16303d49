# The forms that a root is looked at in beside that of a directory: oscap inside
# of it, a running container, an image.
# shellcheck shell=sh disable=SC2154

# tools DIR: oscap, what it is run by, and all that they load, for roots that
# have nothing; found below /.oscap there.
tools() {
	[ ! -e "$1.done" ] || return 0
	rm -rf "${1:?}"
	mkdir -p "$1/lib" || return 1
	for tool in busybox oscap setpriv; do
		file=$(command -v $tool) && cp "$file" "$1/$tool" || return 1
		ldd "$file" 2>/dev/null | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (.*/\1/p' |
			while read -r lib; do cp -L "$lib" "$1/lib/" || exit 1; done || return 1
	done
	cp -a /usr/share/openscap "$1/share" && cp -a /usr/lib/rpm "$1/rpm" || return 1
	# Debian's own rpm looks for packages at home.
	sed -i 's,^\(%_dbpath[[:space:]]\).*,\1/var/lib/rpm,' "$1/rpm/macros" || return 1
	cat >"$1/load" <<-'END'
		#!/.oscap/busybox sh
		tool=$1
		shift
		for loader in /.oscap/lib/ld-linux*; do
			exec "$loader" --library-path /.oscap/lib "/.oscap/$tool" "$@"
		done
	END
	cat >"$1/run" <<-'END'
		#!/.oscap/busybox sh
		export OSCAP_CPE_PATH=/.oscap/share/cpe OSCAP_SCHEMA_PATH=/.oscap/share/schemas \
			OSCAP_XSLT_PATH=/.oscap/share/xsl RPM_CONFIGDIR=/.oscap/rpm \
			SEXP_VALIDATE_DISABLE=1 LC_ALL=C TZ=UTC
		exec /.oscap/load oscap "$@"
	END
	chmod 755 "$1/run" "$1/load" && : >"$1.done"
}

# inside DIR DOCUMENT RULE...: what oscap says of some rules with $R as its root.
inside() {
	dir=$1
	shift
	! kept "$dir/inside.xml" inside "$@" || return 0
	cp "$build/$1.xml" "$work/tools/content.xml"
	shift
	for rule in "$@"; do
		set -- "$@" --rule "$rule"
		shift
	done
	copy "$R" "$dir/inside"
	timeout -k 5 $((3 * ${PATIENCE-40})) sh "$here/inside.sh" "$dir/inside" "$work/tools" /.oscap/run \
		xccdf eval --skip-validation "$@" --results /proc/self/fd/3 \
		/.oscap/content.xml 3>"$dir/inside.xml" >"$dir/inside.log" 2>&1
	drop "$dir/inside"
	keep "$dir/inside.xml"
}

# engine: a private one, for as long as this script runs.
engine() {
	# shellcheck source=/dev/null
	. "$ROOT/compiler/tools/engine.sh"
	engine_dir=$(mktemp -d) || exit 1
	trap 'engine_stop "$engine_dir"' EXIT
	trap 'exit 1' INT TERM
	engine_start "$engine_dir" || { ok 1 'an engine'; exit 1; }
}

# others ROOT CONTENT...: $R as an image and as a running container.  We look
# first, because oscap's libapt leaves files in what it looks at.
others() {
	v=$1
	shift
	tar -C "$R" --numeric-owner --xattrs -cf - . | docker import \
		--change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
		- conform/root >/dev/null &&
		docker run -d --name root --network none -v "$work/tools:/.oscap:ro" \
			conform/root /.oscap/busybox sleep 86400 >/dev/null ||
		{ ok 1 "$v: a container"; return; }
	pid=$(docker inspect -f '{{.State.Pid}}' root)
	for product in "$@"; do
		content "$product"
		dir=$work/$v/$label
		mkdir -p "$dir"
		ours "$dir" container:root container.xml --ignore-platform --engine "$engine_dir/docker.sock"
		ours "$dir" image:conform/root image.xml --ignore-platform --engine "$engine_dir/docker.sock"
	done
	for product in "$@"; do
		content "$product"
		dir=$work/$v/$label
		case $forms in *image*)
			compare "$v" image "$dir" ours.xml image.xml ;;
		esac
		case $forms in *container*) ;; *) continue ;; esac
		cp "$build/bare.xml" "$work/tools/content.xml"
		for try in 1 2 3; do
			! kept "$dir/within.xml" within || break
			nsenter -t "$pid" -m -u -i -n -p -C env -i \
				PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
				/.oscap/busybox timeout $((try * ${PATIENCE-60})) /.oscap/run \
				xccdf eval --skip-validation --results /proc/self/fd/3 \
				/.oscap/content.xml 3>"$dir/within.xml" >"$dir/within.log" 2>&1
			[ ! -s "$dir/within.xml" ] || break
		done
		keep "$dir/within.xml"
		compare "$v" container "$dir" within.xml container.xml
		compare "$v" both "$dir" ours.xml container.xml --running
	done
	docker rm -f root >/dev/null
	docker rmi -f conform/root >/dev/null
}

# table: what was compared, a line for each content, root and form.
table() {
	awk 'BEGIN { f = "# %-12.12s %-12s %-10s %6s %6s %6s %12s\n"
		printf f, "content", "root", "form", "rules", "same", "known", "unexplained" }
		{ printf f, $1, $2, $3, $4, $5, $6, $7
		n[$3] += $4; s[$3] += $5; k[$3] += $6; u[$3] += $7 }
		END { for (i in n) printf f, "all", "", i, n[i], s[i], k[i], u[i] }' "$work/table"
}
