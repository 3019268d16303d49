# textfilecontent54.sh: probe_textfilecontent54, the parts of text files that a
# Perl regex matches.  Needs root.sh, files.sh and the tool find; and perl, or
# grep -P where nothing but the matched text is looked at.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_textfilecontent54: an item for each match of the wanted pattern; without
# an instance the first one
probe_textfilecontent54() {
	files_wanted
	px_instances=.1 px_instance_op=equals px_instance_check=all
	if wanted instance; then
		px_instances=$W px_instance_op=$W_op px_instance_check=$W_check
	fi
	px_back=''
	text_counts || return 0
	wanted pattern || :
	px_patterns=$W px_check='' px_n=0
	case $W_check,${W%"$nl"} in
	none*) COLLECTED="${COLLECTED}F${tab}error${tab}a pattern that is not to match finds no text$nl" ;;
	'at least one',*) ;;
	*"$nl"*) px_check=$W_check ;;
	esac
	behavior_value multiline true
	px_multiline=$V
	behavior_value ignore_case false
	px_nocase=$V
	behavior_value singleline false
	px_single=$V
	px_done=$nl
	for px_line in $px_patterns; do
		case $px_done in
		*"$nl$px_line$nl"*) continue ;;
		esac
		px_done="$px_done$px_line$nl" px_n=$((px_n + 1))
		decode "${px_line#.}"
		px_pattern=$V
		text_files
	done
	[ -z "$px_check" ] || text_checked
}

# text_counts: px_back is set where the instance counts from the last match, by
# negative numbers; fails, flagged, where it does both
text_counts() {
	tc_front=''
	for tc_want in $px_instances; do
		case $tc_want in
		.-*[1-9]*) px_back=1 ;;
		*) tc_front=1 ;;
		esac
	done
	[ -z "$px_back" ] || [ -z "$tc_front" ] || {
		COLLECTED="${COLLECTED}F${tab}error${tab}its instance counts from both ends$nl"
		return 1
	}
}

# text_checked: COLLECTED without the items whose text not as many of the px_n
# patterns give as px_check wants; of equal ones the first stays
text_checked() {
	COLLECTED=$(printf '%s' "$COLLECTED" | awk -F '\t' -v check="$px_check" \
		-v n="$px_n" '
	{
		line[NR] = $0
		if ($1 == "I")
			count[$2, $3]++
	}
	END {
		for (i = 1; i <= NR; i++) {
			split(line[i], part, "\t")
			if (part[1] != "V")
				keep = 1
			if (part[1] == "I") {
				times = count[part[2], part[3]]
				count[part[2], part[3]] = -1
				keep = times > 0 && \
				    (check == "all" ? times == n : times == 1)
				line[i] = "I\t" part[2]
			}
			if (keep)
				print line[i]
		}
	}')
	COLLECTED=$COLLECTED${COLLECTED:+$nl}
}

# text_files: the matches of px_pattern in all FILES
text_files() {
	for px_line in $FILES; do
		file_of "$px_line"
		px_path=$FILE
		case ${FILE_stat%% *} in
		'' | 8??? | a???) ;;
		*) continue ;;
		esac
		if file_real; then
			text_item
		elif [ -n "$WHY" ]; then
			text_error "$WHY"
		fi
	done
}

# text_error WHY: the file px_path cannot be searched
text_error() {
	encode "$1"
	COLLECTED="${COLLECTED}E$tab$px_path$tab$V$nl"
}

# text_item: the matches in px_path, whose file is REAL
text_item() {
	if [ ! -f "$REAL" ]; then
		[ -d "$REAL" ] || text_error 'it is no regular file'
		return 0
	fi
	if [ ! -r "$REAL" ]; then
		text_error 'no right to read it'
		return 0
	fi
	if ! root_small 67108864; then
		text_error "$WHY"
		return 0
	fi
	if command -v perl >/dev/null 2>&1; then
		tx_lines=$(text_perl <"$REAL") || {
			text_error "perl does not search it for $px_pattern"
			return 0
		}
	elif text_grep_fits && regex_tool; then
		tx_lines=$(text_grep <"$REAL") || {
			text_error "grep does not search it for $px_pattern"
			return 0
		}
	else
		text_error 'perl is not installed'
		return 0
	fi
	tx_n=0 tx_keep='' tx_place='' tx_all=0
	if [ -n "$px_back" ]; then
		for tx_line in $tx_lines; do
			case $tx_line in
			I*) tx_all=$((tx_all + 1)) ;;
			esac
		done
	fi
	for tx_line in $tx_lines; do
		case $tx_line in
		I*)
			tx_n=$((tx_n + 1)) tx_keep=''
			text_instance || continue
			tx_keep=1
			[ -z "$px_check" ] || tx_place=${tx_line#I}
			COLLECTED="${COLLECTED}I$tab$px_path$tx_place$nl"
			text_value filepath "$px_path"
			tx_directory=${px_path%/*}
			text_value path "${tx_directory:-/}"
			text_value filename "${px_path##*/}"
			encode "$px_pattern"
			text_value pattern "$V"
			text_value instance "$tx_n" ;;
		*) [ -z "$tx_keep" ] || COLLECTED="$COLLECTED$tx_line$nl" ;;
		esac
	done
}

# text_value FIELD VALUE: of the item above, the value encoded
text_value() {
	COLLECTED="${COLLECTED}V$tab$1$tab$tab$2$nl"
}

# text_instance: true where the match tx_n of tx_all is wanted
text_instance() {
	ti_results='' ti_n=$tx_n
	[ -z "$px_back" ] || ti_n=$((tx_n - tx_all - 1))
	for ti_want in $px_instances; do
		decode "${ti_want#.}"
		compare "$px_instance_op" int "$ti_n" "$V"
		ti_results="$ti_results$R$nl"
	done
	logic_check "$px_instance_check" "$ti_results"
	[ "$R" = true ]
}

# text_perl: from the file on stdin to "I" and the values of each match
text_perl() {
	regex_perl '
	my ($pattern, $multi, $nocase, $single) = @ARGV;
	my $flags = ($nocase eq "true" ? "i" : "") . ($single eq "true" ? "s" : "") .
	    ($multi eq "true" ? "m" : "");
	binmode STDIN;
	my $data = "";
	exit 2 unless defined read(STDIN, $data, 67108865);
	exit 2 if length($data) > 67108864;
	(my $re, $data) = regex($pattern, $flags, $data);
	alarm 60;
	my $count = 0;
	sub out {
		my ($field, $value) = @_;
		utf8::encode($value) if utf8::is_utf8($value);
		$value =~ s/([\\\0-\037\177])/$1 eq "\\" ? "\\\\" : sprintf("\\0%03o", ord $1)/ge;
		print "V\t$field\t\t$value\n";
	}
	while ($data =~ /$re/g) {
		my ($start, $stop) = ($-[0], $+[0]);
		exit 2 if ++$count > 200000;
		print "I\t$start $stop\n";
		out("text", substr($data, $start, $stop - $start));
		for my $i (1 .. $#-) {
			out("subexpression", substr($data, $-[$i], $+[$i] - $-[$i]))
			    if defined $-[$i];
		}
		my $from = $start > 0 ? rindex($data, "\n", $start - 1) + 1 : 0;
		my $to = index($data, "\n", $stop);
		$to = length $data if $to < 0;
		out("line", substr($data, $from, $to - $from));
	}
	exit 0;
	' "$px_pattern" "$px_multiline" "$px_nocase" "$px_single"
}

# text_grep_fits: true where grep -P says the same
text_grep_fits() {
	[ -z "$px_check" ] || return 1
	case $px_multiline,$px_single,$px_pattern in
	true,false,*"$nl"*) return 1 ;;
	true,false,*) ;;
	*) return 1 ;;
	esac
	case $STATES in
	*subexpression* | *line*) return 1 ;;
	esac
}

# text_grep: the text of each match, by grep that takes the file for one line
text_grep() {
	tg_flags=-aoPz
	[ "$px_nocase" = false ] || tg_flags=-aoPzi
	grep "$tg_flags" -e "$px_pattern" "$REAL" >/dev/null 2>&1
	[ $? -le 1 ] || return 1
	grep "$tg_flags" -e "$px_pattern" "$REAL" | tr '\n\0' '\001\n' | awk '{
		gsub(/\\/, "&&")
		gsub(/\001/, "\\0012")
		gsub(/\t/, "\\0011")
		print "I"
		print "V\ttext\t\t" $0
	}'
}
