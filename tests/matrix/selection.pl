#!/usr/bin/perl
# What every profile of real documents selects, and which values it sets: the
# evaluator's --list beside oscap's results on the same document, rule by rule.
# The checks are taken out first, as only selection is compared.  What export
# --as xccdf makes of it must be valid by schema and schematron.  TAP, a line
# per file.
# usage: selection.pl WORKDIR FILE...
# Environment: AUDITC, ROOT; CC, LIBRARY (out/obj/dev/libauditc.a)
use strict;
use warnings;

my $w = shift or die "usage: selection.pl WORKDIR FILE...\n";
my ($auditc, $root) = @ENV{qw(AUDITC ROOT)};
my $library = $ENV{LIBRARY} // "$root/out/obj/dev/libauditc.a";
my $cc = $ENV{CC} // 'cc';

sub slurp {
	open my $f, '<', $_[0] or return '';
	local $/;
	return scalar <$f>;
}

sub spew {
	open my $f, '>', $_[0] or die "$_[0]: $!";
	print $f $_[1];
	close $f or die "$_[0]: $!";
}

sub run {
	my ($out, @command) = @_;
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		open STDOUT, '>', $out;
		open STDERR, '>', "$w/err";
		exec @command or exit 127;
	}
	waitpid $pid, 0;
	return $?;
}

# The Benchmarks of a document, each by itself, without checks and platforms.
sub benchmarks {
	my $x = shift;
	my %ns = $x =~ /<[^?!][^>]*/ ? map { /(xmlns(?::[\w.-]+)?)="([^"]*)"/ ? ($1, $2) : () }
		(($x =~ /(<[^?!][^>]*>)/)[0] =~ /(xmlns(?::[\w.-]+)?="[^"]*")/g) : ();
	my @found;
	while ($x =~ m{(<((?:[\w.-]+:)?)Benchmark\b.*?</\2Benchmark>)}gs) {
		my ($b, $p) = ($1, $2);
		my ($tag) = $b =~ /^(<[^>]*)/;
		my $more = join '', map { $tag =~ /\Q$_\E=/ ? '' : qq( $_="$ns{$_}") } sort keys %ns;
		$b =~ s/^(<[\w.:-]+)/$1$more/;
		$b =~ s{<\Q$p\E(complex-check|check|platform)\b(?:[^>]*/>|.*?</\Q$p\E\1>)}{}gs;
		$b =~ s{<([\w.-]+:)?platform-specification\b.*?</\1?platform-specification>}{}gs;
		$b =~ s/></>\n</g;
		push @found, qq(<?xml version="1.0" encoding="UTF-8"?>\n$b\n);
	}
	return @found;
}

my $libs = `pkg-config --libs libxml-2.0 libxslt sqlite3 libarchive libpcre2-8 jansson libmd`;
my $yaml = `pkg-config --libs yaml-0.1 2>/dev/null`;
chomp($libs, $yaml);

# The program that has this benchmark; undef after saying why there is none.
sub program {
	my $file = shift;
	if (run("$w/log", $auditc, 'build', '--db', "$w/none.db", '--no-compile', '-o',
			"$w/out", $file) != 0) {
		print "# build: ", slurp("$w/err");
		return undef;
	}
	my $text = slurp("$w/out/evaluator.c");
	$text =~ s/.*^\/\* ==== tables ==== \*\/\n//ms;
	$text =~ s/^const struct probe \*const probes\[.*?^\};\n//ms;
	spew("$w/tables.c", "#include \"advise/advise.h\"\n#include \"probe/probe.h\"\n$text");
	return "$w/list" if system("$cc -std=c11 -D_GNU_SOURCE -O0 -w -I$root/compiler "
		. "-o $w/list $w/tables.c $library $libs $yaml >$w/log 2>&1") == 0;
	print "# ", slurp("$w/log");
	return undef;
}

# Of one profile: "+-..." for the rules in order, and the values in order.
sub ours {
	my ($program, $profile) = @_;
	run("$w/listed", $program, '--list', '-p', $profile) == 0 or return ('', []);
	my ($rules, @values) = ('');
	my $part = '';
	for (split /\n/, slurp("$w/listed")) {
		if (/^(Rules|Profiles|Values)$/) { $part = $1 }
		elsif ($part eq 'Rules' && /^  ([+-]) /) { $rules .= $1 }
		elsif ($part eq 'Values' && /^  \S+ =(?: (.*))?$/) { push @values, $1 // '' }
	}
	return ($rules, \@values);
}

sub theirs {
	my ($file, $profile, $rules) = @_;
	unlink "$w/results.xml";
	run("$w/log", 'oscap', 'xccdf', 'eval', '--profile', $profile, '--skip-validation',
		'--results', "$w/results.xml", $file);
	my $x = slurp("$w/results.xml");
	$x =~ s/.*<(?:\w+:)?TestResult//s or return ('', {});
	my (%r, %v);
	$r{$1} = $2 while $x =~ /<(?:\w+:)?rule-result\b[^>]*idref="([^"]+)".*?<(?:\w+:)?result>(\w+)</gs;
	$v{$1} = $2 while $x =~ /<(?:\w+:)?set-value\b[^>]*idref="([^"]+)"[^>]*>([^<]*)</g;
	return (join('', map { ($r{$_} // 'notselected') eq 'notselected' ? '-' : '+' } @$rules), \%v);
}

sub plain {
	my $s = shift;
	$s =~ s/&lt;/</g; $s =~ s/&gt;/>/g; $s =~ s/&quot;/"/g; $s =~ s/&amp;/&/g;
	return $s;
}

my $n = 0;
my $bad = 0;
print '1..' . @ARGV . "\n";
for my $file (@ARGV) {
	my @said;
	my ($profiles, $count) = (0, 0);
	for my $b (benchmarks(slurp($file))) {
		spew("$w/benchmark.xml", $b);
		run("$w/exported.xml", $auditc, 'export', '--db', "$w/none.db", '--as', 'xccdf',
			"$w/benchmark.xml");
		push @said, 'what is exported is not valid by schema and schematron'
			if run("$w/log", $auditc, 'validate', "$w/exported.xml") != 0
			|| slurp("$w/log") !~ /: valid by the schema and the schematron$/m;
		my @rules = $b =~ /<(?:[\w.-]+:)?Rule\b[^>]*?\bid="([^"]+)"/g;
		my @values = $b =~ /<(?:[\w.-]+:)?Value\b[^>]*?\bid="([^"]+)"/g;
		my $program = program("$w/benchmark.xml");
		push @said, 'it does not compile' if !defined $program;
		$count += @rules;
		for my $p ($b =~ /<(?:[\w.-]+:)?Profile\b(?![^>]*abstract="true")[^>]*?\bid="([^"]+)"/g) {
			last if !defined $program;
			$profiles++;
			my ($mine, $set) = ours($program, $p);
			my ($other, $v) = theirs("$w/benchmark.xml", $p, \@rules);
			push @said, "$p: another selection" if $mine ne $other;
			for my $i (0 .. $#values) {
				# oscap does not write lists.
				next if ($v->{ $values[$i] } // "\n") =~ /^\s+$/;
				push @said, "$p: $values[$i] is \"" . ($set->[$i] // '') . "\", oscap's \"$v->{$values[$i]}\""
					if ($set->[$i] // '') ne plain($v->{ $values[$i] });
			}
		}
	}
	push @said, 'nothing was compared' if $profiles == 0 && $count == 0;
	$n++;
	$bad++ if @said;
	my ($name) = $file =~ m{([^/]+)$};
	print @said ? 'not ok' : 'ok', " $n - $name: $count rules, $profiles profiles\n";
	print map { "# $_\n" } @said[0 .. ($#said < 9 ? $#said : 9)];
}
exit($bad != 0);
