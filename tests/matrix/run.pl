#!/usr/bin/perl
# One benchmark for each construct of XCCDF (cases.txt): what is selected, the
# values, results and scores as expected there, from the evaluator and, beside
# it, from oscap.  TAP.  The tables of all benchmarks are compiled into one
# program with the runtime as it is in the library.
# usage: run.pl [-u] WORKDIR     -u prints cases.txt with what was found
# Environment: AUDITC, ROOT; CC, LIBRARY (out/obj/dev/libauditc.a)
use strict;
use warnings;

my $update = @ARGV && $ARGV[0] eq '-u' ? shift : 0;
my $w = shift or die "usage: run.pl [-u] WORKDIR\n";
my ($auditc, $root) = @ENV{qw(AUDITC ROOT)};
my $here = "$root/tests/matrix";
my $library = $ENV{LIBRARY} // "$root/out/obj/dev/libauditc.a";
my $oval = 'http://oval.mitre.org/XMLSchema/oval-definitions-5';
my %kind = (R => 'rule', G => 'group', V => 'value', P => 'profile');

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

# --- the cases: name, lines of XML, then the lines of what is expected ---------

my (@case, $in);
my $head = '';
for (split /^/, slurp("$here/cases.txt")) {
	chomp;
	if (/^== (\S+)(?:\s+(.*))?$/) {
		push @case, { name => $1, about => $2 // '', xml => [], want => [],
			tailoring => [] };
		$in = 'xml';
	} elsif (!@case) {
		$head .= "$_\n";
	} elsif ($_ eq '-- tailoring') {
		$in = 'tailoring';
	} elsif ($_ eq '--') {
		$in = 'want';
	} elsif ($_ ne '') {
		push @{ $case[-1]{$in} }, $_;
	}
}

# {T} a check that is true, {F} one that is false, {E} {U} {N} ones that are an
# error, unknown and not applicable, {X} one of a system that nobody knows, {V:v}
# one that asks whether Value v is "yes"; {M} and {M:v} name no definition: all
# of multi.xml, true, false and whether v is "yes".  What stands behind becomes
# attributes.  R:a is a Rule's id.
sub check {
	my ($what, $attrs) = @_;
	my $export = '';
	if ($what =~ s/^(V|M):(\w+)$/$1/) {
		$export = qq(<check-export value-id="V:$2" export-name="oval:m:var:2"/>);
	}
	return qq(<check system="urn:nobody"$attrs><check-content-ref href="x"/></check>)
		if $what eq 'X';
	return qq(<check system="$oval"$attrs>$export<check-content-ref )
		. qq(href="multi.xml"/></check>) if $what eq 'M';
	my %n = (T => 1, F => 2, V => 3, E => 4, U => 5, N => 6);
	return qq(<check system="$oval"$attrs>$export<check-content-ref )
		. qq(href="oval.xml" name="oval:m:def:$n{$what}"/></check>);
}

sub expand {
	my $xml = join "\n", @_;
	$xml =~ s/\{([TFEUNXM]|[VM]:\w+)((?: [^{}]*)?)\}/check($1, $2)/ge;
	$xml =~ s/(?<![\w:\/])([RGVP]):(?=\w)/xccdf_m_$kind{$1}_/g;
	$xml =~ s{(<Profile\b[^>]*>)(?!\s*<title)}{$1<title>t</title>}g;
	$xml =~ s/><(?!\/(?:set-)?value)/>\n</g;
	return $xml;
}

# What stands before the version in a Benchmark.
my $early = qr/^<(?:plain-text|cpe:|platform)/;

sub document {
	my $c = shift;
	return qq(<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" )
		. qq(xmlns:cpe="http://cpe.mitre.org/language/2.0" )
		. qq(id="xccdf_m_benchmark_$c->{name}" xml:lang="en">\n)
		. "<status>draft</status>\n<title>$c->{name}</title>\n"
		. expand(grep { /$early/ } @{ $c->{xml} })
		. "\n<version>1</version>\n"
		. expand(grep { !/$early/ } @{ $c->{xml} })
		. "\n</Benchmark>\n";
}

sub tailoring {
	my $c = shift;
	return qq(<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2" )
		. qq(id="xccdf_m_tailoring_t">\n<benchmark href="benchmark.xml"/>\n)
		. qq(<version time="2024-01-01T00:00:00">1</version>\n)
		. expand(@{ $c->{tailoring} }) . "\n</Tailoring>\n";
}

# --- one program ------------------------------------------------------------------

mkdir "$w/root"; mkdir "$w/root/etc";
spew("$w/root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
my (@source, $externs, $table);
$externs = $table = '';
for my $i (0 .. $#case) {
	my ($c, $dir) = ($case[$i], "$w/$i");
	mkdir $dir;
	spew("$dir/$_", slurp("$here/$_")) for qw(oval.xml multi.xml);
	spew("$dir/benchmark.xml", document($c));
	my @with;
	if (@{ $c->{tailoring} }) {
		spew("$dir/tailoring.xml", tailoring($c));
		@with = ('--tailoring', "$dir/tailoring.xml");
	}
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		open STDOUT, '>', "$dir/log";
		open STDERR, '>&', \*STDOUT;
		exec $auditc, 'build', '--db', "$w/none.db", '--no-compile', '-o',
			"$dir/out", @with, "$dir/benchmark.xml" or exit 127;
	}
	waitpid $pid, 0;
	my $text = slurp("$dir/out/evaluator.c");
	if ($? != 0 || $text !~ s/.*^\/\* ==== tables ==== \*\/\n//ms) {
		$c->{broken} = slurp("$dir/log");
		next;
	}
	$text =~ s/^const struct probe \*const probes\[.*?^\};\n//ms;
	$text =~ s/^int\nmain\(.*//ms;
	spew("$dir/tables.c", "#include \"advise/advise.h\"\n#include \"probe/probe.h\"\n$text\n"
		. "extern const struct rt_content *const content_$i;\n"
		. "const struct rt_content *const content_$i = &content;\n");
	push @source, "$dir/tables.c";
	$externs .= "extern const struct rt_content *const content_$i;\n";
	$table .= "\tif (n == $i) return rt_main(content_$i, argc - 1, argv + 1);\n";
}
spew("$w/main.c", "#include <stdlib.h>\n#include \"probe/probe.h\"\n$externs"
	. "int main(int argc, char **argv)\n{\n\tint n = atoi(argv[1]);\n$table"
	. "\treturn 99;\n}\n");
my $libs = `pkg-config --libs libxml-2.0 libxslt sqlite3 libarchive libpcre2-8 jansson libmd yaml-0.1`;
my $yaml = `pkg-config --libs yaml-0.1 2>/dev/null`;
chomp($libs, $yaml);
my $cc = $ENV{CC} // 'cc';
if (system("$cc -std=c11 -D_GNU_SOURCE -O0 -w -I$root/compiler -o $w/matrix "
	. "$w/main.c @source $library $libs $yaml >$w/log 2>&1") != 0) {
	print "Bail out! the tables do not compile\n", map { "# $_\n" }
		(split /\n/, slurp("$w/log"))[0 .. 9];
	exit 1;
}

# --- what a TestResult says ---------------------------------------------------------

sub short { my $s = shift; $s =~ s/^xccdf_m_(rule|value|profile)_//; return $s }

sub result {
	my ($file, $rules, $values) = @_;
	my $x = slurp($file);
	$x =~ s/.*<(\w+:)?TestResult//s or return 'nothing';
	my (%r, %v, @score);
	while ($x =~ /<(?:\w+:)?rule-result\b[^>]*idref="([^"]+)".*?<(?:\w+:)?result>(\w+)</gs) {
		push @{ $r{short($1)} }, $2;
	}
	while ($x =~ /<(?:\w+:)?set-value\b[^>]*idref="([^"]+)"[^>]*>([^<]*)</g) {
		my ($id, $text) = (short($1), $2);
		$v{$id} = $text =~ s/^\s+|\s+$//gr;
	}
	my $line = join ' ', map { "$_=" . join ',', sort @{ $r{$_} // ['notselected'] } }
		@$rules;
	$line .= join ' ', '', map { "$_=\"" . ($v{$_} // '') . '"' } @$values;
	while ($x =~ /<(?:\w+:)?score\b([^>]*)>([\d.]+)</g) {
		my ($attrs, $value) = ($1, $2);
		my ($model) = $attrs =~ /system="urn:xccdf:scoring:([\w-]+)"/;
		my ($max) = $attrs =~ /maximum="([\d.]+)"/;
		push @score, sprintf '%s:%.4g/%.4g', $model, $value, $max // 100
			if defined $model;
	}
	return ($line, { map { /^([\w-]+):(.*)/ } @score });
}

sub scores {
	my ($s, @only) = @_;
	return join ' ', map { defined $s->{$_} ? "$_:$s->{$_}" : () }
		@only ? @only : qw(default flat flat-unweighted absolute);
}

print '1..' . @case . "\n" unless $update;
print $head if $update;
my $bad = 0;
for my $i (0 .. $#case) {
	my ($c, $dir) = ($case[$i], "$w/$i");
	my $xml = slurp("$dir/benchmark.xml") . slurp("$dir/tailoring.xml");
	my (%seen, @found, @why);
	my @rules = map { short($_) } $xml =~ /<Rule\b[^>]*?\bid="([^"]+)"/g;
	my @values = map { short($_) } $xml =~ /<Value\b[^>]*?\bid="([^"]+)"/g;
	my @profiles = grep { !$seen{$_}++ }
		map { short($_) } $xml =~ /<Profile\b(?![^>]*abstract="true")[^>]*?\bid="([^"]+)"/g;
	my %oscap = map { /^oscap (\S+): (.*?)(?:\s+# .*)?$/ ? ($1 => $2) : () } @{ $c->{want} };
	my %reason = map { /^oscap (\S+): .*?\s+(# .*)$/ ? ($1 => $2) : () } @{ $c->{want} };
	for my $p ('-', @profiles) {
		last if defined $c->{broken};
		my @ours = $p eq '-' ? () : ('-p', $p);
		my @theirs = $p eq '-' ? () : ('--profile', "xccdf_m_profile_$p");
		push @theirs, '--tailoring-file', 'tailoring.xml' if @{ $c->{tailoring} };
		system("$w/matrix $i -q @ours --xccdf $dir/ours.xml rootfs:$w/root >$dir/log 2>&1");
		unlink "$dir/oscap.xml";
		system("cd $dir && OSCAP_PROBE_ROOT=$w/root oscap xccdf eval @theirs "
			. "--skip-validation --results oscap.xml benchmark.xml >log2 2>&1");
		my ($line, $s) = result("$dir/ours.xml", \@rules, \@values);
		my ($other, $t) = result("$dir/oscap.xml", \@rules, \@values);
		$line .= '; ' . scores($s);
		my @models = grep { defined $t->{$_} } qw(default flat flat-unweighted absolute);
		my $as_ours = $line;
		$as_ours =~ s/;.*//;
		$as_ours .= '; ' . scores($s, @models);
		$other .= '; ' . scores($t, @models);
		push @found, "$p: $line";
		push @found, join ' ', "oscap $p: $other", $reason{$p} // '# ?'
			if $other ne $as_ours;
	}
	if (defined $c->{broken}) {
		@found = map { s{\Q$dir/\E}{}gr } split /\n/, $c->{broken};
	}
	if ($update) {
		print "== $c->{name}", ($c->{about} ne '' ? " $c->{about}" : ''), "\n",
			map({ "$_\n" } @{ $c->{xml} }),
			(@{ $c->{tailoring} } ? "-- tailoring\n" : ''),
			map({ "$_\n" } @{ $c->{tailoring} }), "--\n",
			map({ "$_\n" } @found), "\n";
		next;
	}
	my $n = $i + 1;
	if (join("\n", @found) eq join("\n", @{ $c->{want} })) {
		print "ok $n - $c->{name}\n";
		next;
	}
	$bad++;
	print "not ok $n - $c->{name}\n", map({ "#  want $_\n" } @{ $c->{want} }),
		map({ "# found $_\n" } @found);
}
exit($bad != 0);
