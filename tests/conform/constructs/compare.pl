#!/usr/bin/perl
# The evaluator's and oscap's answers beside the specification's, as TAP.
# usage: compare.pl EXPECTED OURS.json [OSCAP.txt KNOWN]
use strict;
use warnings;
use JSON::PP;

my ($expected, $ours, $oscap, $known) = @ARGV;

sub lines_of {
	open my $f, '<', shift or die "$!";
	chomp(my @lines = <$f>);
	return @lines;
}

my %ours;
my $json = decode_json(join "\n", lines_of($ours));
$ours{ $_->{version} } = $_ for @{ $json->{targets}[0]{rules} };
my %result = (pass => 'true', fail => 'false', notchecked => 'not evaluated',
	notapplicable => 'not applicable');
my (%oscap, @known, %used);
if (defined $oscap) {
	/^Definition (\S+): (.*)/ and $oscap{$1} = $2 for lines_of($oscap);
	@known = map { [split /\t/] } grep { !/^#/ } lines_of($known);
}
my @all = map { [split /\t/] } lines_of($expected);
my (@wrong, @differ);
for (@all) {
	my ($id, $about, $answer) = @$_;
	my $r = $ours{$id};
	my $got = defined $r ? $result{ $r->{result} } // $r->{result} : 'nothing';
	push @wrong, "$id $about: $got, not $answer: " . ($r->{message} // '') if $got ne $answer;
	next if !defined $oscap || ($oscap{$id} // 'nothing') eq $answer;
	my ($why) = grep { $about =~ /$known[$_][0]/ && $known[$_][1] eq $oscap{$id} } 0 .. $#known;
	if (defined $why) {
		$used{$why}++;
	} else {
		push @differ, "$id $about: oscap says " . ($oscap{$id} // 'nothing') . ", not $answer";
	}
}
my @unused = grep { !$used{$_} } 0 .. $#known;
print +(@all >= 400 ? '' : 'not ') . "ok 1 - " . @all . " definitions\n";
print +(@wrong ? 'not ' : '') . "ok 2 - each has the specification's answer\n";
print "# $_\n" for @wrong;
if (defined $oscap) {
	my $n = 0;
	$n += $_ for values %used;
	print +(@differ ? 'not ' : '') . "ok 3 - oscap differs in $n that are known\n";
	print "# $_\n" for @differ;
	print +(@unused ? 'not ' : '') . "ok 4 - what is known of oscap holds\n";
	print "# $known[$_][0]\n" for @unused;
}
exit(@wrong != 0);
