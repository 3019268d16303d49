#!/usr/bin/perl
# One OVAL definition for each construct, with the answer that the schemas'
# own tables and texts give.  Writes into DIR: constructs.xml, expected.tsv
# (definition, what it is about, answer) and root/, what it looks at.
# usage: generate.pl DIR
use strict;
use warnings;

my $dir = shift // die "usage: generate.pl DIR\n";
my $ns  = 'oval:auditc.construct';
my (%xml, %last, @expected, %file, %link);

sub x {
	my $s = shift;
	$s =~ s/&/&amp;/g;
	$s =~ s/</&lt;/g;
	$s =~ s/>/&gt;/g;
	$s =~ s/"/&quot;/g;
	return $s;
}

# A node of a kind, once for equal content; %ID% stands for its id.
my %same;

sub node {
	my ($kind, $text) = @_;
	return $same{"$kind $text"} if exists $same{"$kind $text"};
	my $id = "$ns:$kind:" . ++$last{$kind};
	$same{"$kind $text"} = $id;
	(my $node = $text) =~ s/%ID%/id="$id" version="1"/;
	$xml{$kind} .= "$node\n";
	return $id;
}

sub define {
	my ($about, $answer, $criteria, $class) = @_;
	my $id = "$ns:def:" . ++$last{def};
	$class //= 'compliance';
	$xml{def} .= qq(<definition id="$id" version="1" class="$class">)
	    . '<metadata><title>' . x($about) . '</title><description>'
	    . x($about) . "</description></metadata>$criteria</definition>\n";
	push @expected, [$id, $about, $answer];
	return $id;
}

sub criteria {
	my ($op, @kids) = @_;
	return qq(<criteria operator="$op">) . join('', @kids) . '</criteria>';
}

sub criterion {
	my ($test, $attrs) = @_;
	return qq(<criterion test_ref="$test") . ($attrs // '') . '/>';
}

sub about { define($_[0], $_[1], criteria('AND', map { criterion($_) } @_[2 .. $#_])) }

# --- variables, objects, states, tests ---------------------------------------

sub constant {
	my ($type, @values) = @_;
	return node('var', qq(<constant_variable %ID% datatype="$type" comment="c">)
	    . join('', map { '<value>' . x($_) . '</value>' } @values)
	    . '</constant_variable>');
}

sub local_variable {
	my ($type, $text) = @_;
	return node('var',
	    qq(<local_variable %ID% datatype="$type" comment="l">$text</local_variable>));
}

sub variable_object {
	my $var = shift;
	return node('obj', qq(<ind:variable_object %ID%><ind:var_ref>$var</ind:var_ref></ind:variable_object>));
}

# <value> of a variable's state; attributes in OVAL's words
sub value {
	my ($text, %a) = @_;
	my $s = '<ind:value' . join('', map { qq( $_="$a{$_}") } sort keys %a);
	return defined $text ? "$s>" . x($text) . '</ind:value>' : "$s/>";
}

sub variable_state {
	my ($entities, $operator) = @_;
	$operator = defined $operator ? qq( operator="$operator") : '';
	return node('ste', "<ind:variable_state %ID%$operator>$entities</ind:variable_state>");
}

sub states { join '', map { qq(<ind:state state_ref="$_"/>) } @_ }

sub attributes {
	my %a = (check => 'all', @_);
	return join '', map { qq( $_="$a{$_}") } sort keys %a;
}

sub variable_test {
	my ($var, $states, @attrs) = @_;
	my $o = variable_object($var);
	return node('tst', '<ind:variable_test %ID% comment="t"' . attributes(@attrs)
	    . qq(><ind:object object_ref="$o"/>) . states(@$states) . '</ind:variable_test>');
}

sub text_object {
	my ($path, $pattern, $more) = @_;
	return node('obj', '<ind:textfilecontent54_object %ID%>'
	    . qq(<ind:filepath>$path</ind:filepath>)
	    . '<ind:pattern operation="pattern match">' . x($pattern) . '</ind:pattern>'
	    . '<ind:instance datatype="int" operation="greater than or equal">1</ind:instance>'
	    . ($more // '') . '</ind:textfilecontent54_object>');
}

sub text_set {
	return node('obj', "<ind:textfilecontent54_object %ID%>$_[0]</ind:textfilecontent54_object>");
}

sub text_state {
	my ($entities, $operator) = @_;
	$operator = defined $operator ? qq( operator="$operator") : '';
	return node('ste', "<ind:textfilecontent54_state %ID%$operator>$entities</ind:textfilecontent54_state>");
}

sub text_test {
	my ($object, $states, @attrs) = @_;
	return node('tst', '<ind:textfilecontent54_test %ID% comment="t"' . attributes(@attrs)
	    . qq(><ind:object object_ref="$object"/>) . states(@$states)
	    . '</ind:textfilecontent54_test>');
}

# A file whose lines are the items that an object finds.
sub lines_object {
	my @lines = @_;
	my $name = @lines ? join('-', @lines) : 'none';
	$file{"lines/$name"} = join('', map { "$_\n" } @lines);
	return text_object("/lines/$name", '^(\w+)$');
}

sub one { text_state('<ind:subexpression datatype="int">1</ind:subexpression>') }

# --- the schemas' tables ------------------------------------------------------

# Results by their letters: T F E U N.
my %word = (T => 'true', F => 'false', E => 'error', U => 'unknown', X => 'not evaluated',
	N => 'not applicable');

sub count { my ($letter, $s) = @_; return () = $s =~ /$letter/g }

sub rest { my $s = shift; return $s =~ /E/ ? 'E' : $s =~ /U/ ? 'U' : undef }

sub table {
	my ($how, $s) = @_;
	my ($t, $rest) = (scalar(count('T', $s)), rest($s));
	return 'N' if $s =~ /^N+$/;
	if ($how eq 'all' || $how eq 'AND') {
		return $s =~ /F/ ? 'F' : $rest // 'T';
	}
	if ($how eq 'at least one' || $how eq 'OR') {
		return $t ? 'T' : $rest // 'F';
	}
	if ($how eq 'only one' || $how eq 'ONE') {
		return $t > 1 ? 'F' : $rest // ($t == 1 ? 'T' : 'F');
	}
	if ($how eq 'none satisfy') {
		return $t ? 'F' : $rest // 'T';
	}
	return $rest // ($t % 2 ? 'T' : 'F');    # XOR
}

sub negated { my %n = (T => 'F', F => 'T'); return $n{ $_[0] } // $_[0] }

my @checks    = ('all', 'at least one', 'only one', 'none satisfy');
my @operators = ('AND', 'OR', 'ONE', 'XOR');

# Strings of up to so many T, F, E, in that order, but for the empty one.
sub mixtures {
	my ($nt, $nf, $ne) = @_;
	my @out;
	for my $t (0 .. $nt) {
		for my $f (0 .. $nf) {
			for my $e (0 .. $ne) {
				my $s = 'T' x $t . 'F' x $f . 'E' x $e;
				push @out, $s if length $s;
			}
		}
	}
	return @out;
}

my %line = (T => '1', F => '2', E => 'x');
sub lines_of { map { $line{$_} } split //, $_[0] }

# check, over items that are true, false, or not of the type
for my $mix (mixtures(2, 2, 1)) {
	my $o = lines_object(lines_of($mix));
	about("check $_: $mix", $word{ table($_, $mix) }, text_test($o, [one()], check => $_))
	    for @checks;
}

# check_existence, with and without states
for my $existence ('all_exist', 'any_exist', 'at_least_one_exists', 'none_exist', 'only_one_exists') {
	for my $mix ('', 'T', 'F', 'TT', 'TF', 'FF') {
		my $n = length $mix;
		my $r = $existence eq 'any_exist' ? 'T'
		    : $existence eq 'none_exist' ? ($n ? 'F' : 'T')
		    : $existence eq 'only_one_exists' ? ($n == 1 ? 'T' : 'F')
		    : $n ? 'T' : 'F';
		my $o = lines_object(lines_of($mix));
		about("check_existence $existence: $n items", $word{$r},
		    text_test($o, [], check_existence => $existence))
		    if $mix !~ /F/;
		next if $existence eq 'none_exist';    # no state goes with it
		$r = table('all', $mix) if $r eq 'T' && $n;
		about("check_existence $existence: $mix", $word{$r},
		    text_test($o, [one()], check_existence => $existence));
	}
}

# operators over criteria, negated and not
my %test = (
	T => variable_test(constant('int', 1), [variable_state(value(1, datatype => 'int'))]),
	F => variable_test(constant('int', 2), [variable_state(value(1, datatype => 'int'))]),
	E => variable_test(constant('string', 'x'), [variable_state(value(1, datatype => 'int'))]),
);
$test{U} = node('tst', '<ind:unknown_test %ID% comment="t" check="all"/>');
# a directory has no settings of the kernel: what is of a system that runs
my $setting = node('obj', '<unix:sysctl_object %ID%><unix:name>kernel.ostype</unix:name></unix:sysctl_object>');
$test{N} = node('tst', '<unix:sysctl_test %ID% comment="t" check="all">'
    . qq(<unix:object object_ref="$setting"/></unix:sysctl_test>));
for my $mix (mixtures(3, 2, 1), qw(U TU FU EU TTU TFU N NN TN FN EN UN TTN TFN FFN TEN FUN TTTN)) {
	my @kids = map { criterion($test{$_}) } split //, $mix;
	for my $op (@operators) {
		define("operator $op: $mix", $word{ table($op, $mix) }, criteria($op, @kids));
		define("operator $op, negated: $mix", $word{ negated(table($op, $mix)) },
		    criteria(qq($op" negate="true), @kids));
	}
}
for my $t (qw(T F E U N)) {
	define("criterion negated: $t", $word{ negated($t) },
	    criteria('AND', criterion($test{$t}, ' negate="true"')));
	my $d = define("definition: $t", $word{$t}, criteria('AND', criterion($test{$t})));
	define("extend_definition: $t", $word{$t},
	    criteria('AND', qq(<extend_definition definition_ref="$d"/>)));
	define("extend_definition negated: $t", $word{ negated($t) },
	    criteria('OR', qq(<extend_definition definition_ref="$d" negate="true"/>)));
	define("applicability_check: $t", $word{$t},
	    criteria('AND', criterion($test{$t}, ' applicability_check="true"')));
}

# a state's operator over its entities, a test's over its states
my %entity = (
	instance => { T => 1, F => 9 },
	text     => { T => undef, F => 'other' },
	subexpression => { T => 1, F => 5, E => 5 },
);
for my $instance (qw(T F)) {
	for my $text (qw(T F)) {
		for my $sub (qw(T F E)) {
			my $found = $sub eq 'E' ? 'x' : 1;
			my $o = lines_object($found);
			my $e = qq(<ind:instance datatype="int">$entity{instance}{$instance}</ind:instance>)
			    . '<ind:text>' . ($entity{text}{$text} // $found) . '</ind:text>'
			    . qq(<ind:subexpression datatype="int">$entity{subexpression}{$sub}</ind:subexpression>);
			about("state operator $_: $instance$text$sub",
			    $word{ table($_, "$instance$text$sub") },
			    text_test($o, [text_state($e, $_)]))
			    for @operators;
		}
	}
}
for my $mix ('TT', 'TF', 'FF', 'TTF', 'TFF', 'TTT', 'FFF') {
	my $o = lines_object(5);
	my %n = (T => 1, F => 9);
	my $i = 0;
	my @s = map { $i++; text_state('<ind:subexpression datatype="int" operation="'
		. ($_ eq 'T' ? 'less than' : 'greater than') . '">' . (10 + $i) . '</ind:subexpression>') }
	    split //, $mix;
	about("state_operator $_: $mix", $word{ table($_, $mix) },
	    text_test($o, [@s], state_operator => $_))
	    for @operators;
}

# entity_check over the values of one item
for my $mix (mixtures(2, 1, 1)) {
	my $v = constant('string', lines_of($mix));
	about("entity_check $_: $mix", $word{ table($_, $mix) },
	    variable_test($v, [variable_state(value(1, datatype => 'int', entity_check => $_))]))
	    for @checks;
}

# var_check over the values of the variable, and both together
sub letter { $_[0] ? 'T' : 'F' }
my %op = (
	'equals'       => sub { $_[0] == $_[1] },
	'not equal'    => sub { $_[0] != $_[1] },
	'less than'    => sub { $_[0] < $_[1] },
	'greater than' => sub { $_[0] > $_[1] },
);
for my $list ([1], [2, 3], [1, 2], [0, 1, 2], [1, 1]) {
	my $v = constant('int', @$list);
	for my $op (sort keys %op) {
		my $mix = join '', map { letter($op{$op}->(1, $_)) } @$list;
		about("var_check $_: 1 $op (@$list)", $word{ table($_, $mix) },
		    variable_test(constant('int', 1), [variable_state(value(undef,
			datatype => 'int', operation => $op, var_ref => $v, var_check => $_))]))
		    for @checks;
	}
}
for (['subset of', '10.1.2.3'], ['superset of', '10.0.0.0/8']) {
	my ($op, $found) = @$_;
	my $v = constant('ipv4_address', '10.0.0.0/8', '10.1.0.0/16', '11.0.0.0/8');
	about("var_check $_: $found $op three nets",
	    $word{ table($_, 'TTF') },
	    variable_test(constant('ipv4_address', $found), [variable_state(value(undef,
		datatype => 'ipv4_address', operation => $op, var_ref => $v, var_check => $_))]))
	    for @checks;
}
for my $found ([1, 2], [1, 3]) {
	for my $entity_check (@checks) {
		for my $var_check (@checks) {
			my $mix = join '', map {
				my $one = $_;
				table($var_check, join '', map { letter($one == $_) } 1, 2)
			} @$found;
			about("entity_check $entity_check, var_check $var_check: (@$found) = (1 2)",
			    $word{ table($entity_check, $mix) },
			    variable_test(constant('int', @$found), [variable_state(value(undef,
				datatype => 'int', var_ref => constant('int', 1, 2),
				var_check => $var_check, entity_check => $entity_check))]));
		}
	}
}

# --- operations on datatypes --------------------------------------------------

use File::Basename qw(dirname);
use Cwd qw(abs_path);
my $here = abs_path(dirname($0)) . "/";
our @compare;
do "${here}compare.tbl" or die "compare.tbl: $@ $!";
for (@compare) {
	my ($type, $found, $op, $expected, $answer) = @$_;
	# what is not of the type can only be found as a string
	my $have = $answer eq 'error' ? 'string' : $type;
	about("$type: $found $op $expected", $answer,
	    variable_test(constant($have, $found),
		[variable_state(value($expected, datatype => $type, operation => $op))]));
}

# --- functions ------------------------------------------------------------------

our @functions;
do "${here}functions.tbl" or die "functions.tbl: $@ $!";

sub component {
	my $c = shift;
	return qq(<literal_component datatype="int">$c</literal_component>) if $c =~ /^-?\d+$/;
	return qq(<literal_component datatype="float">$c</literal_component>) if $c =~ /^-?\d+\.\d+$/;
	return '<literal_component>' . x($c) . '</literal_component>';
}

sub components {
	return join '', map {
		ref $_ eq 'ARRAY' ? '<variable_component var_ref="' . constant(@$_) . '"/>'
		    : ref $_ eq 'SCALAR' ? $$_
		    : component($_)
	} @_;
}

# The variable has these values and no others; in any order.
sub has_values {
	my ($about, $type, $var, $values) = @_;
	if (!defined $values) {
		about($about, 'error', variable_test($var, [variable_state(value('0', entity_check => 'at least one'))]));
		return;
	}
	my %seen;
	my @tests = map {
		variable_test($var, [variable_state(value($_, datatype => $type, entity_check => 'at least one'))])
	} grep { !$seen{$_}++ } @$values;
	push @tests, variable_test($var, [variable_state(value(undef, datatype => $type,
	    var_ref => constant($type, @$values), var_check => 'at least one'))]);
	my $n = local_variable('int', qq(<count><variable_component var_ref="$var"/></count>));
	push @tests, variable_test($n, [variable_state(value(scalar(@$values), datatype => 'int'))]);
	about($about, 'true', @tests);
}

for (@functions) {
	my ($type, $function, $attrs, $in, $values) = @$_;
	my $text = "<$function" . join('', map { qq( $_=") . x($attrs->{$_}) . '"' } sort keys %$attrs)
	    . '>' . components(@$in) . "</$function>";
	my $name = join ' ', $function, (map { "$_=$attrs->{$_}" } sort keys %$attrs),
	    map { ref $_ eq 'ARRAY' ? "(@$_[1 .. $#$_])" : ref $_ ? '...' : "'$_'" } @$in;
	has_values($name, $type, local_variable($type, $text), $values);
}

# what objects give
{
	my $object = sub {
		my ($o, $field) = @_;
		return qq(<object_component object_ref="$o" item_field="$field"/>);
	};
	my $three = lines_object('a', 'b', 'b');
	my $none  = lines_object();
	has_values('object_component: three items', 'string',
	    local_variable('string', $object->($three, 'subexpression')), ['a', 'b', 'b']);
	has_values('count of an object', 'int',
	    local_variable('int', '<count>' . $object->($three, 'subexpression') . '</count>'), [3]);
	for ('count', 'unique') {
		my $v = local_variable('string', "<$_>" . $object->($none, 'subexpression') . "</$_>");
		about("$_ of an object without items", 'true', variable_test($v, [], check_existence => 'none_exist'));
	}
	has_values('arithmetic with the count of nothing', 'int',
	    local_variable('int', '<arithmetic arithmetic_operation="add">'
		. '<literal_component datatype="int">2</literal_component><count>'
		. $object->($none, 'subexpression') . '</count></arithmetic>'), [2]);
	for my $f ('unique', 'count') {
		my $v = local_variable('string', qq(<end character="x"><$f><literal_component>a</literal_component>)
		    . $object->($none, 'subexpression') . "</$f></end>");
		about("$f of a literal and an object without items, in a function", 'true',
		    variable_test($v, [], check_existence => 'none_exist'));
	}
	has_values('unique of an object', 'string',
	    local_variable('string', '<unique>' . $object->($three, 'subexpression') . '</unique>'), ['a', 'b']);
	has_values('concat with an object', 'string',
	    local_variable('string', '<concat><literal_component>x</literal_component>'
		. $object->($three, 'subexpression') . '</concat>'), ['xa', 'xb', 'xb']);
	has_values('functions in functions', 'int',
	    local_variable('int', '<arithmetic arithmetic_operation="add">'
		. '<literal_component datatype="int">2</literal_component><count><unique>'
		. $object->($three, 'subexpression') . '</unique></count></arithmetic>'), [4]);

	# a variable without a value: a state is an error, an object does not exist
	my $empty = local_variable('string', $object->($none, 'subexpression'));
	about('state of a variable without values', 'error',
	    variable_test(constant('string', 'a'), [variable_state(value(undef, var_ref => $empty, var_check => 'all'))]));
	for ([all_exist => 'false'], [any_exist => 'true'], [at_least_one_exists => 'false'],
	    [none_exist => 'true'], [only_one_exists => 'false']) {
		my $o = node('obj', '<ind:textfilecontent54_object %ID%>'
		    . qq(<ind:filepath var_ref="$empty" var_check="at least one"/>)
		    . '<ind:pattern operation="pattern match">.</ind:pattern>'
		    . '<ind:instance datatype="int">1</ind:instance></ind:textfilecontent54_object>');
		about("object of a variable without values: $_->[0]", $_->[1],
		    text_test($o, [], check_existence => $_->[0]));
	}
}

# The object finds so many items.
sub finds {
	my ($about, $o, $n) = @_;
	my $c = local_variable('int', qq(<count><object_component object_ref="$o" item_field="filename"/></count>));
	about($about, 'true', $n == 0
	    ? text_test($o, [], check_existence => 'none_exist')
	    : variable_test($c, [variable_state(value($n, datatype => 'int'))]));
}

# --- what objects ask -------------------------------------------------------------

{
	$file{'dir/one.conf'} = "key = 1\nkey = 2\n";
	$file{'dir/two.conf'} = "key = 2\nKEY = 3\n";
	$file{'dir/Three.txt'} = "other\n";
	my $find = sub {
		my ($about, $n, $entities, $pattern, $instance, $behaviors) = @_;
		my $o = node('obj', '<ind:textfilecontent54_object %ID%>' . ($behaviors // '') . $entities
		    . '<ind:pattern operation="pattern match">' . x($pattern) . '</ind:pattern>'
		    . ($instance // '<ind:instance datatype="int" operation="greater than or equal">1</ind:instance>')
		    . '</ind:textfilecontent54_object>');
		finds("object: $about", $o, $n);
	};
	my $path = '<ind:path>/dir</ind:path>';
	my $names = sub { '<ind:filename' . $_[0] . '</ind:filename>' };
	my $var = sub { qq(<ind:filename$_[0] var_ref=") . constant('string', @_[2 .. $#_]) . qq(" var_check="$_[1]"/>) };
	$find->('filename equals', 2, $path . $names->('>one.conf'), '^key');
	$find->('filename not equal', 2, $path . $names->(' operation="not equal">one.conf'), '^key|^other', undef);
	$find->('filename pattern match', 3, $path . $names->(' operation="pattern match">^.*\.conf$'), '^key');
	$find->('filename case insensitive equals', 1,
	    $path . $names->(' operation="case insensitive equals">three.TXT'), '^other');
	$find->('filename case insensitive not equal', 3,
	    $path . $names->(' operation="case insensitive not equal">three.TXT'), '^key|^other');
	$find->('var_check at least one', 3, $path . $var->('', 'at least one', 'one.conf', 'two.conf'), '^key');
	$find->('var_check all', 0, $path . $var->('', 'all', 'one.conf', 'two.conf'), '^key');
	$find->('var_check all, of the same', 2, $path . $var->('', 'all', 'one.conf', 'one.conf'), '^key');
	$find->('var_check none satisfy', 1, $path . $var->('', 'none satisfy', 'one.conf', 'two.conf'), '^key|^other');
	$find->('var_check only one', 3, $path . $var->('', 'only one', 'one.conf', 'two.conf'), '^key');
	$find->('not equal, var_check all', 1, $path . $var->(' operation="not equal"', 'all', 'one.conf', 'two.conf'), '^key|^other');
	$find->('not equal, var_check at least one', 4,
	    $path . $var->(' operation="not equal"', 'at least one', 'one.conf', 'two.conf'), '^key|^other');
	$find->('pattern, var_check all', 2, $path . $var->(' operation="pattern match"', 'all', 'conf$', '^o'), '^key');
	$find->('var_check none satisfy, of one', 2, $path . $var->('', 'none satisfy', 'one.conf'), '^key|^other');
	$find->('pattern, var_check none satisfy', 1,
	    $path . $var->(' operation="pattern match"', 'none satisfy', 'conf$', '^o'), '^key|^other');
	$find->('pattern, var_check only one', 1,
	    $path . $var->(' operation="pattern match"', 'only one', 'conf$', '^o', 'txt$', '^T'), '^key|^other');
	my $dirs = sub { qq(<ind:path var_check="$_[0]" var_ref=") . constant('string', @_[1 .. $#_]) . '"/>' };
	my $any = $names->(' operation="pattern match">.');
	$find->("path, var_check $_->[0]", $_->[1], $dirs->($_->[0], '/dir', '/set') . $any, '^key|^other|^1')
	    for (['at least one', 5], ['all', 0], ['only one', 5]);
	$find->('filepath pattern, var_check none satisfy, of one', 2,
	    '<ind:filepath operation="pattern match" var_check="none satisfy" var_ref="'
		. constant('string', '^/(?!dir/one[.]conf$)') . '"/>', '^key');
	$find->("filepath, var_check $_->[0]", $_->[1],
	    qq(<ind:filepath var_check="$_->[0]" var_ref=") . constant('string', '/dir/one.conf', '/dir/two.conf') . '"/>', '^key')
	    for (['at least one', 3], ['all', 0], ['only one', 3]);

	# the pattern of a text: by the places where each of its values finds one
	for (['at least one', 4, '^key = 1', '^key = \d', '1$', '^other'], ['all', 1, '^key = \d$', '^key = 1$'],
	    ['all', 0, '^key = \d$', '^key = 1$', '1$'], ['all', 2, '^key = \d$', '^key = \d$'],
	    ['only one', 3, '^key = \d$', '^key = 1$', '= 2$', '= 1$'], ['only one', 2, '^key = 1', '= 1$']) {
		my ($check, $n, @patterns) = @$_;
		my $o = node('obj', '<ind:textfilecontent54_object %ID%><ind:filepath>/dir/one.conf</ind:filepath>'
		    . qq(<ind:pattern operation="pattern match" var_check="$check" var_ref=")
		    . constant('string', @patterns) . '"/><ind:instance datatype="int" '
		    . 'operation="greater than or equal">1</ind:instance></ind:textfilecontent54_object>');
		finds("object: patterns (@patterns), var_check $check", $o, $n);
	}
	my $not = node('obj', '<ind:textfilecontent54_object %ID%><ind:filepath>/dir/one.conf</ind:filepath>'
	    . '<ind:pattern operation="pattern match" var_check="none satisfy" var_ref="'
	    . constant('string', '^key', '^other') . '"/><ind:instance datatype="int">1</ind:instance>'
	    . '</ind:textfilecontent54_object>');
	about('object: patterns, var_check none satisfy', 'error', text_test($not, []));
	$find->("instance $_->[0] $_->[1]", $_->[2], $path . $names->('>one.conf'), '^key',
	    qq(<ind:instance datatype="int" operation="$_->[0]">$_->[1]</ind:instance>))
	    for (['equals', 1, 1], ['equals', 2, 1], ['equals', 3, 0], ['less than', 2, 1],
	    ['not equal', 1, 1], ['greater than', 0, 2], ['equals', -1, 1], ['equals', -2, 1],
	    ['equals', -3, 0], ['greater than or equal', -1, 1], ['greater than', -3, 2],
	    ['less than', -1, 1], ['not equal', -1, 1], ['greater than or equal', -9, 2]);
	my $two = $path . $names->('>two.conf');
	$find->('ignore_case', 2, $two, '^key', undef, '<ind:behaviors ignore_case="true"/>');
	$find->('no multiline', 1, $two, '^key', undef, '<ind:behaviors multiline="false"/>');
	$find->('no multiline, $', 0, $two, '2$', undef, '<ind:behaviors multiline="false"/>');
	$find->('multiline, $', 1, $two, '2$', undef);
	$find->('singleline', 1, $two, '2.KEY', undef, '<ind:behaviors singleline="true"/>');
	$find->('no singleline', 0, $two, '2.KEY', undef);

	# a text is UTF-8, or bytes; the classes of characters are ASCII's
	$file{'coded/utf8'} = "\xc3\xa9\n\xc3\x89x\ne\n\xe2\x82\xac\n";
	$file{'coded/bytes'} = "\xc3\xa9\n\xc3\x89x\ne\n\xff\n";
	my $coded = '<ind:path>/coded</ind:path>';
	for (['^.$', 3, 2], ['^..$', 1, 1], ['\w', 2, 2], ['[^\x00-\x7f]', 3, 5], ["^\xe9", 2, 1, 'ignore_case'],
	    ["^\xe9", 1, 1], ['E', 1, 1, 'ignore_case'], ['\x{e9}|\x{c9}', 2, 0], ['\x{ff}', 0, 1], ['\Qe\E$', 1, 1]) {
		my ($pattern, $utf8, $bytes, $behavior) = @$_;
		utf8::encode($pattern);
		my $more = $behavior ? qq(<ind:behaviors $behavior="true"/>) : undef;
		(my $name = "$pattern " . ($behavior // '')) =~ s/[^ -~]/?/g;
		$find->("text of UTF-8: $name", $utf8, $coded . $names->('>utf8'), $pattern, undef, $more);
		$find->("text of bytes: $name", $bytes, $coded . $names->('>bytes'), $pattern, undef, $more);
	}

	# nothing of a text is taken for an item, not in the words of an error either
	$file{'coded/items'} = "x\nI\tfalse\nV\ttext\t\tfalse\n";
	my $odd = text_state('<ind:text datatype="binary">00</ind:text>');
	about('object: a filter that cannot compare what looks like items', 'error', text_test(node('obj',
	    '<ind:textfilecontent54_object %ID%><ind:behaviors singleline="true"/><ind:filepath>/coded/items</ind:filepath>'
	    . '<ind:pattern operation="pattern match">.*</ind:pattern><ind:instance datatype="int">1</ind:instance>'
	    . qq(<filter action="include">$odd</filter></ind:textfilecontent54_object>)), [], check_existence => 'any_exist'));
	$file{'coded/doc.xml'} = qq(<a k="1&amp;2"><b>x\\y\nz</b><b n="3">t</b><!-- c --><![CDATA[<]]></a>\n);
	$file{'coded/bad.xml'} = qq(<!DOCTYPE a [<!ENTITY e SYSTEM "/etc/passwd">]><a>&e;</a><b/>);
	for (['doc', '/a/@k', 'true', '1&2'], ['doc', '/a/b/text()', 'true', "x\\y\nz"], ['doc', '//b/text()|//@*', 'true', 3],
	    ['doc', 'count(//b)', 'true', 2], ['doc', 'string(/a/b)', 'true', "x\\y\nz"], ['doc', 'boolean(/b)', 'true', 'false'],
	    ['doc', '/a/b', 'error', 't'], ['doc', '/a/c/text()', 'false', 't'], ['doc', '/a/comment()', 'error', 'c'],
	    ['doc', '/a/text()', 'true', '<'], ['doc', '/a/b[2]/@n', 'false', '2'], ['bad', '/a/text()', 'error', 't']) {
		my ($doc, $xpath, $answer, $value) = @$_;
		my $o = node('obj', "<ind:xmlfilecontent_object %ID%><ind:filepath>/coded/$doc.xml</ind:filepath>"
		    . '<ind:xpath>' . x($xpath) . '</ind:xpath></ind:xmlfilecontent_object>');
		my $s = node('ste', '<ind:xmlfilecontent_state %ID%><ind:value_of entity_check="at least one">'
		    . x($value) . '</ind:value_of></ind:xmlfilecontent_state>');
		about("xpath $xpath of $doc.xml", $answer, node('tst', '<ind:xmlfilecontent_test %ID% comment="t" check="all">'
		    . qq(<ind:object object_ref="$o"/>) . states($s) . '</ind:xmlfilecontent_test>'));
	}

	# a filepath does not lead to a directory
	%link = ('links/dir' => '../dir', 'links/file' => '../dir/one.conf');
	for ([none => '>/links/dir</unix:filepath>'], [only_one => '>/links/file</unix:filepath>'],
	    [none => ' operation="pattern match">^/links/dir$</unix:filepath>'],
	    [only_one => ' operation="pattern match">^/links/file$</unix:filepath>']) {
		my ($n, $path) = @$_;
		my $o = node('obj', "<unix:file_object %ID%><unix:filepath$path</unix:file_object>");
		about("file: $n filepath$path", 'true', node('tst', '<unix:file_test %ID% comment="t" check="all" '
		    . 'check_existence="' . $n . '_exist' . ($n eq 'none' ? '' : 's') . qq("><unix:object object_ref="$o"/></unix:file_test>)));
	}

	# filters of the object
	my $text = sub { text_state(qq(<ind:text operation="pattern match">$_[0]</ind:text>)) };
	my $all = $path . $names->(' operation="pattern match">conf$');
	for (['exclude', '1$', 2], ['include', '1$', 1], ['exclude', '.', 0], ['include', 'none', 0]) {
		my $o = node('obj', '<ind:textfilecontent54_object %ID%>' . $all
		    . '<ind:pattern operation="pattern match">^key.*$</ind:pattern>'
		    . '<ind:instance datatype="int" operation="greater than or equal">1</ind:instance>'
		    . qq(<filter action="$_->[0]">) . $text->($_->[1]) . '</filter></ind:textfilecontent54_object>');
		finds("filter $_->[0] $_->[1]", $o, $_->[2]);
	}
}

# --- all exist, of what a variable names --------------------------------------------

{
	my $named = sub {
		my ($about, $answer, $entities, $more, @states) = @_;
		my $o = node('obj', '<ind:textfilecontent54_object %ID%>' . $entities
		    . '<ind:pattern operation="pattern match">^key = (\d)</ind:pattern>'
		    . '<ind:instance datatype="int" operation="greater than or equal">1</ind:instance>'
		    . $more . '</ind:textfilecontent54_object>');
		about("all_exist, $about", $answer, text_test($o, [@states], check_existence => 'all_exist'));
	};
	my $paths = sub {
		my ($check, $operation, @values) = @_;
		return qq(<ind:filepath operation="$operation" var_check="$check" var_ref=")
		    . constant('string', @values) . '"/>';
	};
	my @both = ('/dir/one.conf', '/dir/two.conf');
	my $is = sub { text_state(qq(<ind:subexpression operation="pattern match">$_[0]</ind:subexpression>)) };
	$named->('all values of a variable', 'true', $paths->('at least one', 'equals', @both), '');
	$named->('one value away', 'false', $paths->('at least one', 'equals', @both, '/dir/away'), '');
	$named->('the first value away', 'false', $paths->('only one', 'equals', '/dir/away', @both), '');
	$named->('no value there', 'false', $paths->('at least one', 'equals', '/dir/away', '/dir/off'), '');
	$named->('var_check all', 'false', $paths->('all', 'equals', @both), '');
	$named->('a state, all values', 'true', $paths->('at least one', 'equals', @both), '', $is->('\d'));
	$named->('a state, one value away', 'false', $paths->('at least one', 'equals', @both, '/dir/away'), '', $is->('\d'));
	$named->('a filter takes all of one value', 'true', $paths->('at least one', 'equals', @both),
	    '<filter action="include">' . $is->('1') . '</filter>');
	$named->('a filter, and one value away', 'false', $paths->('at least one', 'equals', @both, '/dir/away'),
	    '<filter action="include">' . $is->('1') . '</filter>');
	$named->('a search and a filter', 'true', $paths->('at least one', 'case insensitive equals', '/DIR/one.conf'),
	    '<filter action="include">' . $is->('1') . '</filter>');
	about('all_exist, a variable of two values', 'true',
	    variable_test(constant('string', 'a', 'b'), [], check_existence => 'all_exist'));
	$named->('patterns, one of nothing', 'true', 
	    '<ind:path>/dir</ind:path><ind:filename operation="pattern match" var_check="at least one" var_ref="'
	    . constant('string', '^o', '^away') . '"/>', '');
	$named->('not equal', 'true', '<ind:path>/dir</ind:path><ind:filename operation="not equal" '
	    . 'var_check="all" var_ref="' . constant('string', 'one.conf', 'away') . '"/>', '');
	$named->('path and filename', 'false', '<ind:path>/dir</ind:path><ind:filename var_check="at least one" '
	    . 'var_ref="' . constant('string', 'one.conf', 'away') . '"/>', '');
	$named->('directories to search in', 'true', '<ind:path var_check="at least one" var_ref="'
	    . constant('string', '/dir', '/away') . '"/><ind:filename operation="pattern match">^one</ind:filename>', '');
	$named->('path and a filename', 'false', '<ind:path var_check="at least one" var_ref="'
	    . constant('string', '/dir', '/away') . '"/><ind:filename>one.conf</ind:filename>', '');
	$named->('slashes that say nothing', 'true',
	    '<ind:path var_check="at least one" var_ref="' . constant('string', '//dir/', '/dir') . '"/>'
	    . '<ind:filename>one.conf</ind:filename>', '');
}

# --- sets -------------------------------------------------------------------------

{
	$file{'set/a'} = "1\n2\n3\n";
	$file{'set/b'} = '';
	my %o = (
		123  => text_object('/set/a', '^(\d)$'),
		none => text_object('/set/b', '^(\d)$'),
		away => text_object('/set/c', '^(\d)$'),
	);
	# all exist: what is not there takes part as an item that does not
	my $named = sub {
		return text_set('<ind:filepath operation="equals" var_check="at least one" var_ref="'
		    . constant('string', map { "/set/$_" } @_) . '"/>'
		    . '<ind:pattern operation="pattern match">^(\d)$</ind:pattern>'
		    . '<ind:instance datatype="int" operation="greater than or equal">1</ind:instance>');
	};
	$file{'set/d'} = "4\n";
	for (['UNION', 'a d', 'a d', 'true'], ['UNION', 'a c', 'a d', 'false'], ['UNION', 'a d', 'd c', 'false'],
	    ['UNION', 'a d', '', 'true'], ['UNION', 'a c', '', 'false'],
	    ['COMPLEMENT', 'a d', 'a c', 'true'], ['COMPLEMENT', 'a c', 'b d', 'false'],
	    ['COMPLEMENT', 'a c', 'd c', 'true'], ['INTERSECTION', 'a c', 'a d', 'true'],
	    ['INTERSECTION', 'a c', 'a c', 'false'], ['INTERSECTION', 'a d', 'a d', 'true']) {
		my ($op, $first, $second, $answer) = @$_;
		my $all = sub {
			my ($about, $o) = @_;
			about("all_exist, set $about", $answer, text_test($o, [], check_existence => 'all_exist'));
		};
		my @o = map { '<object_reference>' . $named->(split) . '</object_reference>' } grep { length } $first, $second;
		my $set = qq(<set set_operator="$op">) . join('', @o);
		$all->("$op ($first) ($second)", text_set("$set</set>"));
		$all->("$op ($first) ($second), a filter", text_set("$set<filter>"
		    . text_state('<ind:subexpression>1</ind:subexpression>') . '</filter></set>'))
		    if $op eq 'UNION';
		$all->("of sets $op ($first) ($second)", text_set(qq(<set set_operator="$op">)
		    . join('', map { "<set>$_</set>" } @o) . '</set>'));
	}

	# objects that find parts of the same items: by a filter
	my $is = sub { text_state(qq(<ind:subexpression operation="pattern match">^[$_[0]]\$</ind:subexpression>)) };
	$o{$_} = text_object('/set/a', '^(\d)$', '<filter action="include">' . $is->($_) . '</filter>')
	    for qw(12 23 3 1);
	my $members = sub { my $n = shift; return $n =~ /^\d+$/ ? split(//, $n) : () };
	for my $op ('UNION', 'INTERSECTION', 'COMPLEMENT') {
		for my $pair (['12', '23'], ['12', '3'], ['12', '12'], ['123', '1'], ['1', '123'],
		    ['123', 'none'], ['none', '123'], ['none', 'away'], ['12', 'away']) {
			my ($a, $b) = @$pair;
			my %b = map { $_ => 1 } $members->($b);
			my %u = map { $_ => 1 } $members->($a), $members->($b);
			my @r = $op eq 'UNION' ? sort keys %u
			    : grep { $op eq 'INTERSECTION' ? $b{$_} : !$b{$_} } $members->($a);
			for my $filter (undef, 'exclude', 'include') {
				my @left = !defined $filter ? @r
				    : grep { ($_ eq '2') == ($filter eq 'include') } @r;
				my $f = defined $filter
				    ? qq(<filter action="$filter">) . $is->('2') . '</filter>' : '';
				my $set = text_set(qq(<set set_operator="$op"><object_reference>$o{$a}</object_reference>)
				    . "<object_reference>$o{$b}</object_reference>$f</set>");
				my $name = "set $op $a $b" . (defined $filter ? ", $filter 2" : '');
				my $v = local_variable('string', qq(<object_component object_ref="$set" item_field="subexpression"/>));
				if (@left) {
					has_values($name, 'string', $v, \@left);
				} else {
					about("$name: empty", 'true', text_test($set, [], check_existence => 'none_exist'));
				}
			}
		}
	}
	my $one = text_set("<set><object_reference>$o{12}</object_reference></set>");
	has_values('set of one object', 'string',
	    local_variable('string', qq(<object_component object_ref="$one" item_field="subexpression"/>)), [1, 2]);
	# what the filter leaves nothing of was there
	my $way = node('obj', '<ind:textfilecontent54_object %ID%><ind:filepath>nowhere</ind:filepath>'
	    . '<ind:pattern operation="pattern match">.</ind:pattern><ind:instance datatype="int">1</ind:instance>'
	    . '</ind:textfilecontent54_object>');
	about('a set of an error and of what is filtered', 'error', text_test(text_set('<set set_operator="INTERSECTION">'
	    . "<object_reference>$way</object_reference><object_reference>$o{12}</object_reference>"
	    . '<filter action="exclude">' . $is->('12') . '</filter></set>'), [], check_existence => 'none_exist'));
	my $nested = text_set('<set set_operator="COMPLEMENT"><set set_operator="UNION">'
	    . "<object_reference>$o{12}</object_reference><object_reference>$o{3}</object_reference></set>"
	    . "<set><object_reference>$o{1}</object_reference></set></set>");
	has_values('sets in sets', 'string',
	    local_variable('string', qq(<object_component object_ref="$nested" item_field="subexpression"/>)), [2, 3]);
}

# --- records -------------------------------------------------------------------------

$file{'records.yaml'} = <<'END';
one: &one
  a: x
  b: y
list:
  - a: x
    b: y
  - a: x
    b: z
  - a: q
END
for (['.one', 'all', 'true', 'a', 'x'], ['.one', 'all', 'true', 'a', 'x', 'b', 'y'],
    ['.one', 'all', 'false', 'a', 'x', 'b', 'n'], ['.one', 'all', 'error', 'c', 'x'],
    ['.one', 'none satisfy', 'true', 'a', 'x', 'b', 'n'], ['.one.a', 'all', 'true', '#', 'x'],
    ['&amp;one.a', 'all', 'true', '#', 'x'], ['&amp;one', 'all', 'true', 'a', 'x', 'b', 'y'],
    ['.list[:]', 'all', 'false', 'a', 'x'], ['.list[:]', 'at least one', 'true', 'a', 'x'],
    ['.list[:]', 'only one', 'false', 'a', 'x'], ['.list[:]', 'only one', 'true', 'a', 'q'],
    ['.list[:]', 'at least one', 'true', 'a', 'x', 'b', 'y'], ['.list[:]', 'at least one', 'true', 'b', 'y'],
    ['.list[:]', 'at least one', 'error', 'a', 'q', 'b', 'y'], ['.list[:]', 'none satisfy', 'true', 'a', 'm'],
    ['.list[:]', 'all', 'false', 'a', 'x', 'b', 'y']) {
	my ($path, $check, $answer, @fields) = @$_;
	my $name = "record $path, $check: @fields";
	my $fields = '';
	$fields .= '<field name="' . shift(@fields) . '">' . shift(@fields) . '</field>' while @fields;
	my $o = node('obj', '<ind:yamlfilecontent_object %ID%><ind:filepath>/records.yaml</ind:filepath>'
	    . "<ind:yamlpath>$path</ind:yamlpath></ind:yamlfilecontent_object>");
	my $s = node('ste', qq(<ind:yamlfilecontent_state %ID%><ind:value datatype="record" entity_check="$check">)
	    . "$fields</ind:value></ind:yamlfilecontent_state>");
	about($name, $answer, node('tst', '<ind:yamlfilecontent_test %ID% comment="t" check="all">'
	    . qq(<ind:object object_ref="$o"/>) . states($s) . '</ind:yamlfilecontent_test>'));
}

# --- more items than results tell ----------------------------------------------------

$file{'many'} = "1\n" x 10_500 . "2\n";
about('many items, the last is false', 'false', text_test(text_object('/many', '^(\d)$'), [one()]));

# --- what an item does not have -----------------------------------------------------

{
	my $o = do { $file{'lines/word'} = "word\n"; text_object('/lines/word', '^word$') };
	about('state of an entity that the item does not have', 'false',
	    text_test($o, [text_state('<ind:subexpression>a</ind:subexpression>')]));
	for ([all_exist => 'false'], [any_exist => 'true'], [at_least_one_exists => 'false'],
	    [none_exist => 'true'], [only_one_exists => 'false']) {
		about("entity's check_existence $_->[0]: none", $_->[1],
		    text_test($o, [text_state(qq(<ind:subexpression check_existence="$_->[0]">a</ind:subexpression>))]));
	}
}

# --- the documents -----------------------------------------------------------------

sub put {
	my ($name, $text) = @_;
	(my $parent = "$dir/$name") =~ s{/[^/]*$}{};
	my $made = '';
	for (split m{/}, $parent) {
		$made .= "$_/";
		mkdir $made;
	}
	open my $f, '>', "$dir/$name" or die "$dir/$name: $!";
	print $f $text;
	close $f or die "$dir/$name: $!";
}

put("root/$_", $file{$_}) for sort keys %file;
for (sort keys %link) {
	mkdir "$dir/root/links";
	symlink $link{$_}, "$dir/root/$_" or die "$_: $!";
}
put('constructs.xml', <<"END");
<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
 xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
 xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
 xmlns:linux="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
 xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix">
<generator><oval:schema_version>5.11.3</oval:schema_version><oval:timestamp>2026-01-01T00:00:00</oval:timestamp></generator>
<definitions>
$xml{def}</definitions>
<tests>
$xml{tst}</tests>
<objects>
$xml{obj}</objects>
<states>
$xml{ste}</states>
<variables>
$xml{var}</variables>
</oval_definitions>
END
put('expected.tsv', join '', map { join("\t", map { my $s = $_; $s =~ s/[\t\n]/ /g; $s } @$_) . "\n" } @expected);
printf "%d definitions\n", scalar @expected;
