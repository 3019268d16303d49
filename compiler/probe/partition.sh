# partition.sh: probe_partition, what is mounted where.  Needs system.sh and the
# tool stat.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_partition: an item for each wanted mount that no other hides
probe_partition() {
	system_runs unknown || return 0
	pp_table=$PROC/1/mountinfo
	if ! cat "$pp_table" >/dev/null 2>&1; then
		[ ! -e "$pp_table" ] || [ -n "$ROOT" ] || pp_table=$PROC/self/mountinfo
	fi
	if ! pp_lines=$(partition_table <"$pp_table"); then
		system_failed 'mountinfo cannot be read, or is of another form'
		return 0
	fi
	for pp_line in $pp_lines; do
		pp_point=${pp_line%%"$tab"*}
		decode "$pp_point"
		if item_fits mount_point string "$V"; then
			partition_item "${pp_line#*"$tab"}"
		fi
	done
}

# partition_table: from mountinfo to lines of mount point, device number,
# device, type and options, encoded, parted by tabs
partition_table() {
	awk -F ' ' '
	function plain(s,   out, code) {
		out = ""
		while (match(s, /\\[0-3][0-7][0-7]/)) {
			code = substr(s, RSTART + 1, 3)
			out = out substr(s, 1, RSTART - 1)
			if (code == "040")
				out = out " "
			else if (code == "043")
				out = out "#"
			else if (code == "134")
				out = out "\\\\"
			else
				out = out "\\0" code
			s = substr(s, RSTART + 4)
		}
		return out s
	}
	{
		dash = 0
		for (i = 7; i <= NF && !dash; i++)
			if ($i == "-")
				dash = i
		if (!dash || $3 !~ /^[0-9]+:[0-9]+$/ || $5 !~ /^\// || NF < dash + 2) {
			failed = 1
			exit 1
		}
		n++
		id[n] = $1
		parent[n] = $2
		point[$1] = $5
		super = $NF
		ro = ("," $6 "," super ",") ~ /,ro,/
		options = ro ? "ro" : "rw"
		m = split($6 "," super, word, ",")
		for (i = 1; i <= m; i++)
			if (word[i] != "ro" && word[i] != "rw" && word[i] != "")
				options = options "," plain(word[i])
		source = (NF > dash + 2) ? $(dash + 2) : ""
		line[n] = plain($5) "\t" $3 "\t" plain(source) "\t" \
		    $(dash + 1) "\t" options
	}
	END {
		if (failed || n == 0)
			exit 1
		for (i = 1; i <= n; i++)
			if (id[i] != parent[i] && (parent[i] in point) && \
			    point[parent[i]] == point[id[i]])
				hidden[parent[i]] = 1
		for (i = 1; i <= n; i++)
			if (!(id[i] in hidden))
				print line[i]
	}' 2>/dev/null
}

# partition_item REST: the item of the mount at pp_point
partition_item() {
	pi_number=${1%%"$tab"*} pi_rest=${1#*"$tab"}
	item_new "mount $pp_point"
	item_line mount_point "$pp_point"
	item_line device "${pi_rest%%"$tab"*}"
	pi_rest=${pi_rest#*"$tab"}
	pi_type=${pi_rest%%"$tab"*}
	item_line fs_type "$pi_type"
	pi_rest=${pi_rest#*"$tab"},
	while [ -n "$pi_rest" ]; do
		item_line mount_options "${pi_rest%%,*}"
		pi_rest=${pi_rest#*,}
	done
	partition_uuid
	partition_sizes
}

# partition_sizes: of the mount at pp_point; an automount point is not touched
partition_sizes() {
	decode "$pp_point"
	[ "$pi_type" != autofs ] || return 0
	ps_sizes=$(stat -f -c '%b %f %a %S' -- "$ROOT$V" 2>/dev/null) || return 0
	IFS=' ' read -r ps_all ps_free ps_any ps_size <<-END
	$ps_sizes
	END
	item_line total_space "$ps_all"
	item_line space_used "$((ps_all - ps_free))"
	item_line space_left "$ps_free"
	item_line space_left_for_unprivileged_users "$ps_any"
	item_line block_size "$ps_size"
}

# partition_uuid: of the file system whose device number is pi_number
partition_uuid() {
	[ "${pi_number%%:*}" != 0 ] || return 0
	set +f
	for pu_link in "$ROOT"/dev/disk/by-uuid/*; do
		if [ -b "$pu_link" ] && pu_found=$(stat -L -c '%t %T' -- "$pu_link" 2>/dev/null) &&
			[ "$((0x${pu_found% *})):$((0x${pu_found#* }))" = "$pi_number" ]; then
			item_value uuid "${pu_link##*/}"
			break
		fi
	done
	set -f
}
