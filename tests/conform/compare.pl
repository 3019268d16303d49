#!/usr/bin/perl
# compare.pl [OPTION]... KNOWN THEIRS OURS: the results of two programs, rule by
# rule, from their XCCDF.  What differs must be covered by a line of KNOWN:
#   forms, rules (a pattern of ids without prefix), oscap's result, ours, what
#   our message says (a pattern, -), who is right, probes, construct (of the
#   rule's definition, by uses.pl; a pattern, -), reason, how many rules; between
#   tabs.  The definition must use one of the probes, and the construct.
# Prints one line of counts, then what no line covers; status 1 if there is any.
#   --form NAME	the form of the target, to choose lines of KNOWN by
#   --uses FILE	what uses.pl tells of the content
#   --covered FILE	the lines of KNOWN that were used and their rules, appended
#   --inside FILE	where THEIRS has notapplicable: what it says inside the root
#   --moved FILE	"rule result" of THEIRS, appended, to count what the roots reach
#   --running	two results of ours, the second of a running system; what the
#		first does not have may differ
# compare.pl --uncollected THEIRS OURS: the rules that --inside is for.
# compare.pl --count COVERED [--whole] KNOWN: the lines of KNOWN with the rules
# that each covered; status 1 if one covered more than it says or, of a --whole
# run, less.
use strict;
use warnings;
use Getopt::Long;

sub results {
	my ($file) = @_;
	local $/;
	open my $in, '<', $file or die "$file: $!\n";
	my ($text, %r, %why, %id) = (<$in> // '');
	while ($text =~ m{<(?:\w+:)?rule-result\s[^>]*?idref="([^"]+)"[^>]*>(.*?)</(?:\w+:)?rule-result>}sg) {
		my ($whole, $body) = ($1, $2);
		my $id = $whole =~ s/^xccdf_.*?_rule_//r;
		$id{$id} = $whole;
		($r{$id}) = $body =~ m{<(?:\w+:)?result>([^<]+)<};
		($why{$id}) = $body =~ m{<(?:\w+:)?message[^>]*>\s*([^<]*)};
	}
	return (\%r, \%why, \%id);
}

sub known {
	my ($file) = @_;
	my @line;
	open my $in, '<', $file or die "$file: $!\n";
	while (<$in>) {
		chomp;
		next if /^#/ || !/\S/;
		my @f = split /\t/;
		die "$file:$.: not ten parts\n" if @f != 10;
		my %l = (at => "$file:$.");
		@l{qw(form rule theirs ours says right probe construct why n)} = @f;
		push @line, \%l;
	}
	return @line;
}

# The rules that each line of KNOWN covered.
sub count {
	my ($covered, $whole, $known) = @_;
	my (%rule, $bad);
	open my $in, '<', $covered or die "$covered: $!\n";
	while (<$in>) {
		chomp;
		my ($at, $rule) = split /\t/;
		$rule{$at}{$rule}++;
	}
	for my $l (known($known)) {
		my @rules = sort keys %{ $rule{ $l->{at} } // {} };
		my $wrong = @rules > $l->{n} || $whole && @rules < $l->{n};
		$bad ||= $wrong;
		printf "%s: %d of %d rules%s: %s\n", $l->{at} =~ s{.*/}{}r, scalar @rules,
		    $l->{n}, $wrong ? ', wrong' : '', "@rules";
	}
	return $bad ? 1 : 0;
}

my %o = (form => '');
GetOptions(\%o, 'form=s', 'uses=s', 'covered=s', 'inside=s', 'moved=s', 'running',
	'uncollected', 'count=s', 'whole') or exit 2;
exit count($o{count}, $o{whole}, $ARGV[0]) if defined $o{count};
if ($o{uncollected}) {
	my ($theirs, undef, $id) = results($ARGV[0]);
	my ($mine) = results($ARGV[1]);
	for (sort keys %$theirs) {
		print "$id->{$_}\n" if $theirs->{$_} eq 'notapplicable' &&
		    ($mine->{$_} // 'notapplicable') ne 'notapplicable';
	}
	exit;
}
my ($known, $oscap, $ours) = @ARGV;
my @line = grep { $o{form} =~ /^(?:$_->{form})$/ } known($known);
my %uses;
if (defined $o{uses}) {
	open my $in, '<', $o{uses} or die "$o{uses}: $!\n";
	while (<$in>) {
		chomp;
		my ($rule, @what) = split /\t/;
		$uses{$rule} = \@what;
	}
}
sub uses {
	my ($rule, $pattern) = @_;
	return grep { /^(?:$pattern)$/ } @{ $uses{$rule} // [] };
}
my ($theirs) = results($oscap);
my ($mine, $why) = results($ours);
die "$oscap: no results\n" unless %$theirs;
if (defined $o{inside} && -s $o{inside}) {
	my ($there) = results($o{inside});
	for (keys %$there) {
		$theirs->{$_} = $there->{$_} if $theirs->{$_} eq 'notapplicable' &&
		    $there->{$_} ne 'notselected';
	}
}
if (defined $o{moved}) {
	open my $out, '>>', $o{moved} or die "$o{moved}: $!\n";
	print $out "$_ $theirs->{$_}\n" for sort keys %$theirs;
}
my ($same, $covered, $out, @bad) = (0, 0);
if (defined $o{covered}) {
	open $out, '>>', $o{covered} or die "$o{covered}: $!\n";
}
RULE: for my $id (sort keys %$theirs) {
	my ($t, $m) = ($theirs->{$id}, $mine->{$id} // 'missing');
	if ($t eq $m || $o{running} && $t =~ /^(?:notapplicable|unknown)$/) { $same++; next }
	my $says = $why->{$id} // '';
	for my $l (@line) {
		next if $id !~ /^(?:$l->{rule})$/ || $t !~ /^(?:$l->{theirs})$/ ||
		    $m !~ /^(?:$l->{ours})$/ || !uses($id, $l->{probe} =~ tr/ /|/r);
		next if $l->{construct} ne '-' && !uses($id, $l->{construct});
		next if $l->{says} ne '-' && $says !~ /$l->{says}/;
		$covered++;
		print $out "$l->{at}\t$id\n" if defined $out;
		next RULE;
	}
	push @bad, sprintf "  %s: oscap %s, ours %s: %s\n", $id, $t, $m, $says =~ s/\n.*//sr;
}
printf "%d rules, %d the same, %d known, %d not\n", scalar keys %$theirs, $same, $covered, scalar @bad;
print @bad;
exit(@bad ? 1 : 0);
