# regex.sh: Perl regexes by grep -P or perl, as PCRE2 has them: text and pattern
# are UTF-8 where both are, else bytes; classes of characters hold ASCII only.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2086,SC2153,SC2154

# regex_match PATTERN TEXT: R is true where the Perl regex is found in the text
regex_match() {
	R=error
	if regex_plain "$1$2" && regex_tool; then
		printf '%s\n' "$2" | grep -aqP -e "$1" 2>/dev/null
		case $? in
		0) R=true ;;
		1) R=false ;;
		*) WHY="grep does not take the pattern $1" ;;
		esac
		return 0
	fi
	if ! command -v perl >/dev/null 2>&1; then
		regex_missing "$1$2"
		return 0
	fi
	regex_perl '
	my ($re, $text) = regex($ARGV[0], "", $ARGV[1]);
	exit(eval { $text =~ $re } ? 0 : $@ eq "" ? 1 : 2);' "$1" "$2"
	case $? in
	0) R=true ;;
	1) R=false ;;
	*) WHY="perl does not take the pattern $1" ;;
	esac
}

# regex_plain TEXT: true where grep sees in it what perl does: one line of ASCII
regex_plain() {
	case $1 in
	*[!"$tab"\ -~]*) return 1 ;;
	esac
}

# regex_missing TEXT: WHY there is no tool for it
regex_missing() {
	WHY='neither grep -P nor perl is installed'
	regex_plain "$1" || WHY='perl is not installed'
}

# regex_tool: true where grep understands -P; asked once
regex_tool() {
	if [ -z "${regex_grep-}" ]; then
		regex_grep=no
		printf 'x\n' | grep -aqP '(?=x)x' 2>/dev/null && regex_grep=yes
	fi
	[ "$regex_grep" = yes ]
}

# regex_lines PATTERN: of the encoded lines of stdin those that it fits
regex_lines() {
	regex_perl '
	while (my $line = <STDIN>) {
		chomp $line;
		my $plain = $line =~ s/\\(\\|0[0-7]{3})/$1 eq "\\" ? $1 : chr oct $1/ger;
		my ($re, $text) = regex($ARGV[0], "", $plain);
		print "$line\n" if $text =~ $re;
	}
	exit 0;' "$1"
}

# regex_perl PROGRAM ARGUMENT...: perl, its status 2 where something is wrong;
# the program has regex()
regex_perl() {
	rx_program=$1
	shift
	perl -e '
	use strict;
	$SIG{__DIE__} = sub { exit 2 unless $^S };
	sub is_utf8 {
		return utf8::decode($_[0]) &&
		    $_[0] !~ /[\0\x{d800}-\x{dfff}\x{110000}-\x{7fffffff}]/;
	}
	# what PCRE2 reads otherwise: \Q...\E, and braces that count nothing
	sub spelled {
		return $_[0] =~ s/(\\[A-Za-z]\{[^}]*\}|\\[^QE])|\\Q(.*?)(?:\\E|\z)|\\E|(\{)(?!\d+(?:,\d*)?\})/
		    defined $1 ? $1 : defined $2 ? quotemeta $2 : defined $3 ? "\\{" : ""/gers;
	}
	my %made;
	# the regex for this text, and the text for it
	sub regex {
		my ($pattern, $flags, $text) = @_;
		my ($p, $t) = ($pattern, $text);
		my $utf8 = is_utf8($p) && is_utf8($t);
		($p, $t) = ($pattern, $text) unless $utf8;
		$made{$utf8} //= do {
			my ($how, $spelled) = (($utf8 ? "aa" : "") . $flags, spelled($p));
			eval { $how eq "" ? qr/$spelled/ : qr/(?$how)$spelled/ } // exit 2;
		};
		return ($made{$utf8}, $t);
	}
	' -e "$rx_program" -- "$@" 2>/dev/null
}
