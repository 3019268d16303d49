#!/usr/bin/perl
# classes.pl OLD.xml NEW.xml   What a release of a STIG changed, computed by
# itself: regexes over the XML, none of auditc's code.
# classes.pl -j FILE.json      The same lines from the JSON of auditc diff.
# A line per control that is not the same: class, name, what changed.
use strict;
use warnings;
use JSON::PP ();

my @field = qw(title severity discussion check fix references values);

sub slurp {
	local $/;
	open my $f, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!\n";
	my $text = <$f>;
	$text =~ s/^\x{FEFF}//;
	$text =~ s/\r\n?/\n/g;
	return $text;
}

sub first { my ($re, $text) = @_; return $text =~ $re ? $1 : '' }

sub rules {
	my $xml = slurp($_[0]);
	my (@rule, %value, %times);
	while ($xml =~ m{<Value\b[^>]*\bid="([^"]*)"[^>]*>(.*?)</Value>}gs) {
		my ($id, $body) = ($1, $2);
		$value{$id} = first(qr{<value>(.*?)</value>}s, $body);
	}
	while ($xml =~ m{<Rule\b([^>]*)>(.*?)</Rule>}gs) {
		my ($attr, $body) = ($1, $2);
		my %r = (id => first(qr{\bid="([^"]*)"}, $attr));
		$r{version} = first(qr{<version\b[^>]*>(.*?)</version>}s, $body);
		$r{severity} = first(qr{\bseverity="([^"]*)"}, $attr);
		$r{title} = first(qr{<title\b[^>]*>(.*?)</title>}s, $body);
		$r{discussion} = first(
		    qr{&lt;VulnDiscussion&gt;(.*?)&lt;/VulnDiscussion&gt;}s, $body);
		$r{check} = first(
		    qr{<check-content>(.*?)</check-content>}s, $body);
		$r{fix} = first(qr{<fixtext\b[^>]*>(.*?)</fixtext>}s, $body);
		my %ref;
		while ($body =~ m{<ident\b[^>]*system="([^"]*)"[^>]*>(.*?)</ident>}gs) {
			$ref{"$2 $1"} = 1 unless $1 =~ /legacy/;
		}
		while ($body =~ m{<reference\b([^>]*)>(.*?)</reference>}gs) {
			$ref{"$1 $2"} = 1;
		}
		$r{references} = join "\n", sort keys %ref;
		my %used;
		while ($body =~ m{<check-export\b[^>]*value-id="([^"]*)"}gs) {
			$used{"$1=" . ($value{$1} // '')} = 1;
		}
		$r{values} = join "\n", sort keys %used;
		$times{$r{version}}++;
		push @rule, \%r;
	}
	for my $r (@rule) {
		my $id = $r->{id};
		$id =~ s/(\d)r\d+_rule$/$1/;
		$r->{key} = $r->{version} ne '' && $times{$r->{version}} == 1
		    ? $r->{version} : $id;
	}
	return @rule;
}

sub name { my $r = shift; return $r->{version} ne '' ? $r->{version} : $r->{id} }

sub changed {
	my ($old, $new) = @_;
	return join ' ', grep { $old->{$_} ne $new->{$_} } @field;
}

sub from_xml {
	my @old = rules($_[0]);
	my @new = rules($_[1]);
	my %old = map { $_->{key} => $_ } @old;
	my %new = map { $_->{key} => $_ } @new;
	my (@line, %gone);
	my $text = sub {
		my $r = shift;
		return join "\0", map { $r->{$_} } qw(title discussion check fix);
	};
	for my $r (grep { !$new{$_->{key}} } @old) {
		push @{$gone{$text->($r)}}, $r;
	}
	for my $r (@new) {
		my $o = $old{$r->{key}};
		if ($o) {
			my $what = changed($o, $r);
			push @line, 'changed ' . name($r) . " $what" if $what ne '';
			next;
		}
		$o = shift @{$gone{$text->($r)} // []};
		if ($o) {
			my $what = changed($o, $r);
			push @line, 'moved ' . name($o) . ' -> ' . name($r) . " $what";
		} else {
			push @line, 'added ' . name($r);
		}
	}
	push @line, map { 'removed ' . name($_) } map { @$_ } values %gone;
	my $same = grep { $old{$_->{key}} && changed($old{$_->{key}}, $_) eq '' } @new;
	return (@line, "unchanged $same");
}

sub from_json {
	open my $f, '<', $_[0] or die "$_[0]: $!\n";
	local $/;
	my $d = JSON::PP::decode_json(<$f>);
	my @line;
	for my $class (qw(added removed moved changed)) {
		for my $c (@{$d->{$class}}) {
			my $line = $class . ' ';
			$line .= ($c->{old_stig_id} // $c->{old_rule_id}) . ' -> '
			    if $class eq 'moved';
			$line .= $c->{stig_id} // $c->{rule_id};
			$line .= ' ' . join ' ', @{$c->{fields}} if $c->{fields};
			push @line, $line;
		}
	}
	return (@line, "unchanged $d->{unchanged}");
}

my @line = $ARGV[0] eq '-j' ? from_json($ARGV[1]) : from_xml(@ARGV);
print map { s/\s+$//r . "\n" } sort @line;
