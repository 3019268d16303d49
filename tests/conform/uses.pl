#!/usr/bin/perl
# uses.pl CONTENT: what the definitions of each rule of a data stream use, so
# that a line of known.tsv holds for rules about its probe and construct alone.
# A line for each rule: its id without prefix, then, between tabs, the probes of
# all tests, objects and variables that its definitions reach, the functions of
# the variables, "set" of a set, the datatypes, and the paths that are literal.
use strict;
use warnings;

my $ref = qr/oval:[A-Za-z0-9_.\-]+:(?:def|tst|obj|ste|var):[1-9][0-9]*/;
my $function = qr/arithmetic|begin|concat|count|end|escape_regex|glob_to_regex
	|regex_capture|set|split|substring|time_difference|unique/x;

my $text = do {
	local $/;
	open my $in, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
	<$in>;
};
my (%to, %uses);
while ($text =~ m{<((?:[\w.-]+:)?(definition|\w+_(?:test|object|state|variable)))
    \s[^>]*?\bid="($ref)"[^>]*?(?:/>|>(.*?)</\1>)}sgx) {
	my ($kind, $id, $body) = ($2, $3, $4 // '');
	$body =~ s{<((?:[\w.-]+:)?metadata)\b.*?</\1>}{}s;
	my $whole = substr $text, $-[0], $+[0] - $-[0];
	$to{$id}{$1}++ while ($kind eq 'definition' ? $body : $whole) =~ /($ref)/g;
	my $set = $uses{$id} //= {};
	$set->{$1}++ if $kind =~ /^(\w+)_(?:test|object)$/;
	$set->{$1}++ while $body =~ /<(?:[\w.-]+:)?($function)[\s>]/g;
	$set->{$1}++ while $body =~ /\bdatatype="(\w+)"/g;
	$set->{$1}++
	    while $body =~ m{<(?:[\w.-]+:)?(?:file)?path\b[^>]*>([^<\t\n]+)<}g;
}
while ($text =~ m{<((?:[\w.-]+:)?Rule)\s[^>]*?\bid="([^"]+)"(.*?)</\1>}sg) {
	my ($rule, $body) = ($2, $3);
	my (%all, %seen);
	my @next = $body =~ m{<(?:[\w.-]+:)?check-content-ref\s[^>]*?\bname="($ref)"}g;
	while (defined(my $id = pop @next)) {
		next if $seen{$id}++;
		$all{$_}++ for keys %{ $uses{$id} // {} };
		push @next, keys %{ $to{$id} // {} };
	}
	$rule =~ s/^xccdf_.*?_rule_//;
	print join("\t", $rule, sort keys %all), "\n";
}
