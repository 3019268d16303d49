# set.sh: sets of objects, by OVAL's tables.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# set_open: the objects that follow are operands of a set
set_open() {
	set_inside=$((${set_inside:-0} + 1))
}

# set_filters: the filters of the set follow: what has items now is complete,
# whatever they leave of it
set_filters() {
	case $nl$COLLECTED in
	*"${nl}I$tab"* | *"${nl}E$tab"*) set_had="C$nl" ;;
	esac
}

# set_keep: COLLECTED, filtered, is one more operand of a set
set_keep() {
	set_top=$((${set_top:-0} + 1))
	eval "set_$set_top=\${set_had-}\$COLLECTED"
	set_had=''
}

# set_operator UNION|INTERSECTION|COMPLEMENT N: COLLECTED of the N newest
# operands; the same item is one whose status and values are the same, and what
# could not be looked at is not taken away as the same
set_operator() {
	so_second='' set_inside=$((set_inside - 1))
	if [ "$2" -eq 2 ]; then
		eval "so_second=\$set_$set_top"
		set_top=$((set_top - 1))
	fi
	eval "so_first=\$set_$set_top"
	set_top=$((set_top - 1))
	COLLECTED=$({
		printf '%s' "$so_first"
		printf '\n'
		printf '%s' "$so_second"
	} | awk -F '\t' -v op="$1" -v n="$2" '
	# the letters of the flags: error, complete, incomplete, does not exist,
	# not collected, not applicable; a row for each of the second operand
	function combined(a, b,   table) {
		if (op == "UNION")
			table = "EEEEEE ECICIC EIIIII ECIDID EIIINN ECIDNA"
		else if (op == "INTERSECTION")
			table = "EEEDEE ECIDNC EIIDNI DDDDDD ENNDNN ECIDNA"
		else
			table = "EEEDEE ECIDNE EEEDNE ECIDNE ENNDNE EEEEEE"
		return substr(table, 7 * (index("ECIDNA", b) - 1) + \
		    index("ECIDNA", a), 1)
	}
	function flag_of(side) {
		if (flag[side] != "")
			return flag[side]
		return exist[side] ? "C" : "D"
	}
	function finish(   key) {
		if (text == "")
			return
		key = value
		items[side]++
		if (text !~ /^D/)
			exist[side]++
		list[side, items[side]] = text
		keys[side, items[side]] = key
		has[side, key] = 1
		text = value = ""
	}
	function emit(side, i,   key) {
		key = keys[side, i]
		if (key in done)
			return
		done[key] = 1
		printf "%s", list[side, i]
	}
	BEGIN {
		side = 1
		letter["error"] = "E"
		letter["incomplete"] = "I"
		letter["not collected"] = letter["unknown"] = "N"
		letter["not applicable"] = "A"
		name["E"] = "error"
		name["I"] = "incomplete"
		name["N"] = "unknown"
		name["A"] = "not applicable"
		rank["E"] = 4
		rank["A"] = 3
		rank["N"] = 2
		rank["I"] = 1
	}
	$0 == "" {
		finish()
		side = 2
	}
	$0 == "C" {
		exist[side] = 1
	}
	/^[IDE]\t/ {
		finish()
		text = $0 "\n"
		value = $1 == "I" ? "I" : $0
	}
	/^V\t/ {
		text = text $0 "\n"
		value = value "\n" $0
	}
	/^F\t/ {
		finish()
		l = letter[$2]
		if (rank[l] > rank[flag[side]]) {
			flag[side] = l
			why[side] = $3
			if (l == "N")
				name["N"] = $2
		}
	}
	END {
		finish()
		if (n == 1)
			result = flag_of(1)
		else
			result = combined(flag_of(1), flag_of(2))
		for (i = 1; i <= items[1]; i++)
			if (n == 1 || op == "UNION" || \
			    (op == "COMPLEMENT" && list[1, i] ~ /^E/) || \
			    ((2, keys[1, i]) in has) == (op == "INTERSECTION"))
				emit(1, i)
		for (i = 1; op == "UNION" && i <= items[2]; i++)
			emit(2, i)
		message = why[1]
		if (n == 2 && why[2] != "" && \
		    (message == "" || flag[2] == result))
			message = why[2]
		if (result in name)
			print "F\t" name[result] "\t" (message != "" ? message : \
			    "the objects of a set cannot be told")
	}')
	COLLECTED=$COLLECTED${COLLECTED:+$nl}
}
