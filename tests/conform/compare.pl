#!/usr/bin/perl
# compare.pl KNOWN OSCAP OURS [MOVED-FILE]: the results of two programs, rule by
# rule, from their XCCDF.  What differs must be covered by a line of KNOWN:
#   rules (a pattern of ids without prefix), oscap's result, ours, who is right,
#   probe, reason; between tabs.
# Prints one line of counts, then what no line covers; status 1 if there is any.
# MOVED-FILE: "rule result" of oscap, appended, to count what the roots reach.
use strict;
use warnings;

sub results {
	my ($file) = @_;
	local $/;
	open my $in, '<', $file or die "$file: $!\n";
	my ($text, %r, %why) = (<$in>);
	while ($text =~ m{<(?:\w+:)?rule-result\s[^>]*?idref="([^"]+)"[^>]*>(.*?)</(?:\w+:)?rule-result>}sg) {
		my ($id, $body) = ($1, $2);
		$id =~ s/^xccdf_.*?_rule_//;
		($r{$id}) = $body =~ m{<(?:\w+:)?result>([^<]+)<};
		($why{$id}) = $body =~ m{<(?:\w+:)?message[^>]*>\s*([^<\n]*)};
	}
	return (\%r, \%why);
}

my ($known, $oscap, $ours, $moved) = @ARGV;
my (@line, @used);
open my $in, '<', $known or die "$known: $!\n";
while (<$in>) {
	chomp;
	next if /^#/ || !/\S/;
	my @f = split /\t/;
	die "$known:$.: not six parts\n" if @f != 6;
	push @line, \@f;
}
my ($theirs) = results($oscap);
my ($mine, $why) = results($ours);
die "$oscap: no results\n" unless %$theirs;
if (defined $moved) {
	open my $out, '>>', $moved or die "$moved: $!\n";
	print $out "$_ $theirs->{$_}\n" for sort keys %$theirs;
}
my ($same, $covered, @bad) = (0, 0);
RULE: for my $id (sort keys %$theirs) {
	my ($t, $m) = ($theirs->{$id}, $mine->{$id} // 'missing');
	if ($t eq $m) { $same++; next }
	for my $l (@line) {
		if ($id =~ /^(?:$l->[0])$/ && $t =~ /^(?:$l->[1])$/ && $m =~ /^(?:$l->[2])$/) {
			$covered++;
			print STDERR "known\t$l->[4]\t$l->[0]\t$id\n" if $ENV{SHOW_KNOWN};
			next RULE;
		}
	}
	push @bad, sprintf "  %s: oscap %s, ours %s: %s\n", $id, $t, $m, $why->{$id} // '';
}
printf "%d rules, %d the same, %d known, %d not\n", scalar keys %$theirs, $same, $covered, scalar @bad;
print @bad;
exit(@bad ? 1 : 0);
