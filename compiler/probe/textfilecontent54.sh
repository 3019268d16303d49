# textfilecontent54.sh: probe_textfilecontent54, the parts of text files that a
# Perl regex matches.  Needs root.sh and files.sh; and perl, or grep -P where
# lines are looked at one by one and no group is asked for.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# probe_textfilecontent54: an item for each match of the wanted pattern
probe_textfilecontent54() {
	files_wanted
	wanted instance || :
	px_instances=$W px_instance_op=$W_op px_instance_check=$W_check
	wanted_one pattern
	px_pattern=$V
	for px_path in $FILES; do
		decode "$px_path"
		if root_path "$V"; then
			text_item
		elif [ -n "$WHY" ]; then
			COLLECTED="${COLLECTED}E$tab$px_path$tab$WHY$nl"
		fi
	done
}

# text_item: the matches in px_path, whose file is REAL
text_item() {
	if [ ! -f "$REAL" ]; then
		[ -d "$REAL" ] ||
			COLLECTED="${COLLECTED}E$tab$px_path${tab}it is no regular file$nl"
		return 0
	fi
	if [ ! -r "$REAL" ]; then
		COLLECTED="${COLLECTED}E$tab$px_path${tab}no right to read it$nl"
		return 0
	fi
	behavior_value multiline true
	tx_multiline=$V
	behavior_value ignore_case false
	tx_nocase=$V
	behavior_value singleline false
	tx_single=$V
	if command -v perl >/dev/null 2>&1; then
		tx_lines=$(text_perl <"$REAL") || {
			COLLECTED="${COLLECTED}E$tab$px_path${tab}perl does not search it for $px_pattern$nl"
			return 0
		}
	elif [ "$tx_multiline" = false ] && regex_tool; then
		case $STATES in
		*subexpression*)
			COLLECTED="${COLLECTED}F${tab}error${tab}perl is not installed$nl"
			return 0 ;;
		esac
		tx_lines=$(text_grep <"$REAL") || {
			COLLECTED="${COLLECTED}E$tab$px_path${tab}grep does not search it for $px_pattern$nl"
			return 0
		}
	else
		COLLECTED="${COLLECTED}F${tab}error${tab}perl is not installed$nl"
		return 0
	fi
	tx_n=0 tx_keep=''
	for tx_line in $tx_lines; do
		case $tx_line in
		I*)
			tx_n=$((tx_n + 1)) tx_keep=''
			text_instance || continue
			tx_keep=1
			COLLECTED="${COLLECTED}I$tab$px_path:${tx_line#I}$nl"
			text_value filepath "$px_path"
			text_value path "${px_path%/*}"
			text_value filename "${px_path##*/}"
			text_value pattern "$px_pattern"
			text_value instance "$tx_n" ;;
		*) [ -z "$tx_keep" ] || COLLECTED="$COLLECTED$tx_line$nl" ;;
		esac
	done
}

# text_value FIELD VALUE: of the item above
text_value() {
	encode "$2"
	COLLECTED="${COLLECTED}V$tab$1$tab$tab$V$nl"
}

# text_instance: true where the match tx_n is wanted
text_instance() {
	[ -n "$px_instances" ] || return 0
	ti_results=''
	for ti_want in $px_instances; do
		compare "$px_instance_op" int "$tx_n" "${ti_want#.}"
		ti_results="$ti_results$R$nl"
	done
	logic_check "$px_instance_check" "$ti_results"
	[ "$R" = true ]
}

# text_perl: from the file on stdin to "I" and the line's number, and the values
text_perl() {
	perl -e '
	use strict;
	my ($pattern, $multi, $nocase, $single) = @ARGV;
	my $flags = ($nocase eq "true" ? "i" : "") . ($single eq "true" ? "s" : "") .
	    ($multi eq "true" ? "m" : "");
	my $re = eval { $flags eq "" ? qr/$pattern/ : qr/(?$flags)$pattern/ };
	exit 2 unless defined $re;
	binmode STDIN;
	my $data = "";
	exit 2 unless defined read(STDIN, $data, 16777217);
	exit 2 if length($data) > 16777216;
	alarm 60;
	my $count = 0;
	sub out {
		my ($field, $value) = @_;
		$value = "" unless defined $value;
		$value =~ s/([\\\0-\037\177])/$1 eq "\\" ? "\\\\" : sprintf("\\0%03o", ord $1)/ge;
		print "V\t$field\t\t$value\n";
	}
	sub item {
		my ($line, $text, @group) = @_;
		exit 2 if ++$count > 65536;
		print "I$line\n";
		out("text", $text);
		out("line", $line);
		out("subexpression", $_) for @group;
	}
	sub groups {
		return map { substr($_[0], $-[$_], $+[$_] - $-[$_]) }
		    grep { defined $-[$_] } 1 .. $#-;
	}
	if ($multi eq "true") {
		while ($data =~ /$re/g) {
			my $line = 1 + (substr($data, 0, $-[0]) =~ tr/\n//);
			item($line, substr($data, $-[0], $+[0] - $-[0]), groups($data));
		}
	} else {
		my $line = 0;
		for my $text (split /\n/, $data) {
			$line++;
			item($line, $text, groups($text)) if $text =~ /$re/;
		}
	}
	exit 0;
	' -- "$px_pattern" "$tx_multiline" "$tx_nocase" "$tx_single"
}

# text_grep: the same by grep, whole lines
text_grep() {
	tg_flags=-anP
	[ "$tx_nocase" = false ] || tg_flags=-anPi
	tg_lines=$(tr -d '\000' | grep "$tg_flags" -e "$px_pattern")
	[ $? -le 1 ] || return 1
	for tg_line in $tg_lines; do
		encode "${tg_line#*:}"
		printf 'I%s\nV\ttext\t\t%s\nV\tline\t\t%s\n' \
			"${tg_line%%:*}" "$V" "${tg_line%%:*}"
	done
}
