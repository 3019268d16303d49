#!/usr/bin/perl
# compare.pl [OPTION]... KNOWN THEIRS OURS: the results of two programs, rule by
# rule, from their XCCDF.  What differs must be covered by a line of KNOWN:
#   forms, rules (a pattern of ids without prefix), oscap's result, ours, who is
#   right, probe, construct, reason, how many rules; between tabs.
# Prints one line of counts, then what no line covers; status 1 if there is any.
#   --form NAME	the form of the target, to choose lines of KNOWN by
#   --inside FILE	where THEIRS has notapplicable: what it says inside the root
#   --moved FILE	"rule result" of THEIRS, appended, to count what the roots reach
#   --running	two results of ours, the second of a running system; what the
#		first does not have may differ
# compare.pl --uncollected THEIRS OURS: the rules that --inside is for.
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
		($why{$id}) = $body =~ m{<(?:\w+:)?message[^>]*>\s*([^<\n]*)};
	}
	return (\%r, \%why, \%id);
}

my %o = (form => '');
GetOptions(\%o, 'form=s', 'inside=s', 'moved=s', 'running', 'uncollected') or exit 2;
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
my @line;
open my $in, '<', $known or die "$known: $!\n";
while (<$in>) {
	chomp;
	next if /^#/ || !/\S/;
	my @f = split /\t/;
	die "$known:$.: not nine parts\n" if @f != 9;
	push @line, \@f if $o{form} =~ /^(?:$f[0])$/;
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
my ($same, $covered, @bad) = (0, 0);
RULE: for my $id (sort keys %$theirs) {
	my ($t, $m) = ($theirs->{$id}, $mine->{$id} // 'missing');
	if ($t eq $m || $o{running} && $t =~ /^(?:notapplicable|unknown)$/) { $same++; next }
	for my $l (@line) {
		if ($id =~ /^(?:$l->[1])$/ && $t =~ /^(?:$l->[2])$/ && $m =~ /^(?:$l->[3])$/) {
			$covered++;
			print STDERR "known\t$l->[5]\t$l->[1]\t$id\n" if $ENV{SHOW_KNOWN};
			next RULE;
		}
	}
	push @bad, sprintf "  %s: oscap %s, ours %s: %s\n", $id, $t, $m, $why->{$id} // '';
}
printf "%d rules, %d the same, %d known, %d not\n", scalar keys %$theirs, $same, $covered, scalar @bad;
print @bad;
exit(@bad ? 1 : 0);
