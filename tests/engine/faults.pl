#!/usr/bin/perl
# faults.pl - calls of the system that fail, one in each run: the results are
# those without a fault, or say that it cannot be told; nothing crashes, hangs,
# or is written in part.  TAP of one test.
#
#	faults.pl DIR ERRNO STEP EVALUATE...
#
# EVALUATE was linked with fail.c.  STEP: of how many calls one fails.
use strict;
use warnings;
use Errno;
use JSON::PP;

my ($dir, $errno, $step, @evaluate) = @ARGV;
my ($json, $seen) = ("$dir/faults.json", "$dir/seen");
my %hidden = map { $_ => 1 } qw(faults.json said seen);

sub run { # its status
	my $at = shift;
	unlink $json, $seen;
	my $pid = fork // die "fork: $!\n";
	if ($pid == 0) {
		no strict 'refs';
		$ENV{FAIL_AT} = $at;
		$ENV{FAIL_SEEN} = $seen;
		$ENV{FAIL_ERRNO} = &{"Errno::$errno"}();
		chdir $dir or exit 99;
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', 'said';
		open STDERR, '>&', \*STDOUT;
		exec 'timeout', '-s', 'KILL', '60', @evaluate, '--quiet', '--json', $json;
		exit 99;
	}
	waitpid $pid, 0;
	return $? & 127 ? 128 + ($? & 127) : $? >> 8;
}

sub results { # by target and rule; undef: there is no file
	open my $f, '<', $json or return undef;
	my $doc = do { local $/; eval { decode_json(<$f>) } } // return {};
	my %r;
	for my $t (@{ $doc->{targets} }) {
		$r{"$t->{kind} $_->{version}"} = $_->{result} for @{ $t->{rules} };
	}
	return \%r;
}

my $status = run(0);
my $right = results();
die "no results\n" if !defined $right || !%$right;
my ($runs, @wrong) = (0);
for (my $at = 1; run_at($at); $at += $step) { $runs++ }

sub run_at { # false: there is no such call
	my $at = shift;
	my $got = run($at);
	return 0 if !-e $seen;
	my $r = results();
	my @bad;
	push @bad, "status $got" if $got > 3 && $got != 75;
	push @bad, 'status 0' if $got == 0 && $status != 0;
	if (!defined $r) {
		push @bad, "nothing is written, status $got" if $got == 0 || $got == 2;
	} elsif (!%$r) {
		push @bad, 'what is written is no whole document';
	} else {
		for (sort keys %$right) {
			my $is = $r->{$_} // 'missing';
			# of an engine that was not seen the host says so
			$is = $r->{"host $1"} // 'missing'
			    if $is eq 'missing' && /^container (.*)/;
			push @bad, "$_ is $is, not $right->{$_}"
			    if $is ne $right->{$_} && $is !~ /^(error|unknown)$/;
		}
	}
	opendir my $d, $dir or die "$dir: $!\n";
	my @left = grep { !/^\./ && !$hidden{$_} } readdir $d;
	push @bad, "left: @left" if @left;
	push @wrong, "call $at: " . join('; ', @bad) if @bad;
	return 1;
}

print @wrong || !$runs ? 'not ok' : 'ok', " - $errno of $runs calls, one in each run\n";
print "# $_\n" for @wrong;
exit(@wrong || !$runs ? 1 : 0);
