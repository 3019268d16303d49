# time.sh: dates and times, as time_difference of OVAL reads them.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# component_time N FORMAT FORMAT: the seconds between the times of N operands,
# for every combination of their values; of one operand, from it until now
component_time() {
	tm_first=$2 tm_second=$3
	if [ "$1" -eq 1 ]; then
		component_product time_until 1
	else
		component_product time_between "$1"
	fi
}

# time_until: V, the seconds from the time V until now
time_until() {
	tm_b=$V
	V=$(date +%s)
	time_seconds seconds_since_epoch && time_minus
}

# time_between FIRST: V, the seconds from the time V to SO_FAR; of the first of
# the two, the time itself
time_between() {
	[ -z "$1" ] || return 0
	tm_b=$V V=$SO_FAR
	time_seconds "$tm_first" && time_minus
}

# time_minus: V less the seconds of the time tm_b
time_minus() {
	tm_a=$V V=$tm_b
	time_seconds "$tm_second" || return 1
	tm_b=$V V=$((tm_a - tm_b))
	case $tm_a,$tm_b,$V in
	-*,-*,* | [!-]*,[!-]*,* | -*,*,-* | [!-]*,-*,[!-]*) return 0 ;;
	esac
	time_unknown
}

# time_unknown: fails with WHY
time_unknown() {
	WHY='a variable has a time that is not understood'
	return 1
}

# time_seconds FORMAT: V, the time V in seconds since 1970 began in UTC
time_seconds() {
	case $1 in
	seconds_since_epoch)
		time_number || time_unknown
		return ;;
	win_filetime) # of 100 ns, since 1601
		time_number || time_unknown || return 1
		V=$((V / 10000000 - 11644473600))
		return 0 ;;
	esac
	V=$(TEXT=$V FORMAT=$1 awk '
	function number(least, most,   n) {
		n = match(rest, /^[0-9]+/) ? RLENGTH : 0
		if (n > most)
			n = most
		value = substr(rest, 1, n)
		sub(/^0+/, "", value) # which some take for octal
		value += 0
		rest = substr(rest, n + 1)
		return n >= least
	}
	# the name of a month, or the first three letters of it
	function month(   i, name, word) {
		word = match(rest, /^[A-Za-z]+/) ? tolower(substr(rest, 1, RLENGTH)) : ""
		rest = substr(rest, length(word) + 1)
		for (i = 1; i <= 12; i++)
			if (word == months[i] || (length(word) == 3 && \
			    word == substr(months[i], 1, 3))) {
				value = i
				return 1
			}
		return 0
	}
	# one part of the text; alone: something parts it from the next
	function part(kind, alone,   sign, ok) {
		if (kind == "y")
			ok = number(4, 4)
		else if (kind ~ /^[md]$/)
			ok = number(alone ? 1 : 2, 2)
		else if (kind ~ /^[HMS]$/)
			ok = number(2, 2)
		else if (kind == "u")
			ok = number(6, 6)
		else if (kind == "i")
			ok = number(3, 3)
		else if (kind == "B") {
			kind = "m"
			ok = month()
		} else if (kind == "z") {
			sign = substr(rest, 1, 1)
			rest = substr(rest, 2)
			ok = sign ~ /^[-+]$/ && number(3, 3)
			value = sign == "-" ? -value : value
		} else {
			ok = substr(rest, 1, 1) == kind
			rest = substr(rest, 2)
			return ok
		}
		of[kind] = value
		return ok
	}
	# how many days of the year are before the month, and before the year
	function before_month(y, m,   i, n) {
		n = 0
		for (i = 1; i < m; i++)
			n += days[i] + (i == 2 && leap(y))
		return n
	}
	function before_year(y) {
		y--
		return 365 * y + int(y / 4) - int(y / 100) + int(y / 400)
	}
	function leap(y) {
		return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)
	}
	# true where the form takes the whole text; seconds
	function takes(form,   i, n, kind, alone, y) {
		rest = ENVIRON["TEXT"]
		split("", of)
		of["m"] = of["d"] = 1
		n = length(form)
		for (i = 1; i <= n; i++) {
			kind = substr(form, i, 1)
			alone = i < n ? index(kinds, substr(form, i + 1, 1)) == 0 : \
			    i > 1 && index(kinds, substr(form, i - 1, 1)) == 0
			if (rest == "" || !part(kind, alone))
				return 0
		}
		y = of["y"] + 0
		if (rest != "" || of["m"] < 1 || of["m"] > 12 || of["d"] < 1 || \
		    of["d"] > days[of["m"]] + (of["m"] == 2 && leap(y)) || \
		    of["H"] > 23 || of["M"] > 59 || of["S"] > 60)
			return 0
		# 400 years more, so that the year 0 has years before it
		seconds = (before_year(y + 400) - 146097 - 719162 + \
		    before_month(y, of["m"]) + of["d"] - 1) * 86400 + \
		    of["H"] * 3600 + of["M"] * 60 + of["S"] - of["z"] * 60
		return 1
	}
	BEGIN {
		kinds = "ymdHMSuizB"
		split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
		split("january february march april may june july august " \
		    "september october november december", months, " ")
		forms["year_month_day"] = "ymd|ymdTHMS|y/m/d H:M:S|y/m/d|" \
		    "y-m-d H:M:S|y-m-d"
		forms["month_day_year"] = "m/d/y H:M:S|m/d/y|m-d-y H:M:S|" \
		    "m-d-y|B, d y H:M:S|B, d y"
		forms["day_month_year"] = "d/m/y H:M:S|d/m/y|d-m-y H:M:S|d-m-y"
		forms["cim_datetime"] = "ymdHMS.uz|y-m-d H:M:S:i"
		n = split(forms[ENVIRON["FORMAT"]], form, "|")
		for (i = 1; i <= n && length(ENVIRON["TEXT"]) <= 64; i++)
			if (takes(form[i])) {
				printf "%.0f\n", seconds
				exit
			}
	}')
	[ -n "$V" ] || time_unknown
}

# time_number: V, a whole number of 64 bits, or fails
time_number() {
	int_canonical "$V" || return 1
	[ ${#V} -gt 18 ] || return 0
	tn_number=$V
	int_less 9223372036854775807 "${V#-}"
	V=$tn_number
	[ "$R" = false ]
}
