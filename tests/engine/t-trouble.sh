#!/bin/sh
# t-trouble.sh - the whole benchmark where engines lie, hang and die, with a full
# disk and under signals: what could not be seen has a result of its own, the
# others are unharmed, every XML output is valid, previous outputs stay, and
# the status says so.  Each status occurs: 0, 1, 2, 3, 64; 75 is in t-cron.sh.
. "$ROOT/tests/engine/lib.sh"
for c in perl unshare xmllint; do
	command -v $c >/dev/null || skip_all "needs $c"
done
[ "$(id -u)" -eq 0 ] || skip_all 'needs root: mounts, files of other owners'
w=$(mktemp -d) || exit 99
. "$ROOT/tests/engine/machine.sh"
stop() {
	machine_stop
	! mountpoint -q "$w/small" || umount -l "$w/small"
	rm -rf "$w"
}
trap stop EXIT
trap 'exit 99' INT TERM
build

# count RESULT [FILE]: targets' rules with that result in a JSON output
count() {
	perl -MJSON::PP -e 'local $/; my $want = shift; my $n = 0;
		for my $t (@{decode_json(<STDIN>)->{targets}}) {
			$n += grep { $_->{result} eq $want } @{$t->{rules}} }
		print $n' "$1" <"${2-$w/json}"
}

# of TARGET RESULT: how many rules of the target (its name's end) have it
of() {
	perl -MJSON::PP -e 'local $/; my ($end, $want) = @ARGV; @ARGV = ();
		my $n = 0; for my $t (@{decode_json(<STDIN>)->{targets}}) {
			next if $t->{name} !~ m{\Q$end\E\z};
			$n += grep { $_->{result} eq $want } @{$t->{rules}} }
		print $n' "$1" "$2" <"$w/json"
}

# outputs: options for all of them
outputs="--json $w/json --text $w/text --arf $w/arf.xml --xccdf $w/xccdf.xml"
forget() { rm -rf "$w/json" "$w/text" "$w/arf.xml" "$w/xccdf.xml" "$w/x"; }

# --- engines ------------------------------------------------------------------------

machine_make <<-'EOF'
	{ "containers": [ { "Name": "/second" }, { "Name": "/third" } ] }
EOF
first=$(cd "$w/world/api/containers" && ls -d [0-9a-f]*1)

machine_start
# shellcheck disable=SC2086
machine $outputs --declared-only
is $? 2 'a machine whose engine answers: findings'
valid 'whole'
whole=$(of /second pass)
ok $((whole == 0)) 'containers pass'

# without an engine, and with one that is not where it is said to be
machine_reset
forget
rm -f "$w/world/root/run/docker.sock"
# shellcheck disable=SC2086
machine $outputs
is $? 1 'a socket that is not there: an error'
valid 'no socket'
ok $(($(count error) == 0)) 'no socket: rules are errors'
is "$(count fail)" 0 'no socket: nothing fails'
grep -q 'away: connect: No such file' "$w/text"
ok $? 'no socket: it is said'
is "$(machine --verbose --text "$w/text"; grep -E '^  pass ' "$w/text" |
	grep -vE 'DKER-EE-00(5170|5180|5190|5200|5210|5220) ' )" '' \
	'no socket: only rules about files of the host pass'
: >"$w/world/root/run/docker.sock"
machine --json "$w/json"
is $? 1 'a file that is no socket: an error'

# shellcheck disable=SC2016
unshare -m --propagation private sh -c '
	mount -t tmpfs tmpfs /run && exec "$@"' sh env -u XDG_RUNTIME_DIR \
	"$w/out/evaluate" --quiet --json "$w/json" --host-root "$w/world/root" \
	--proc "$w/world/proc" --rule DKER-EE-002030
is $? 1 'no engine at all: nothing was decided'
is "$(count notapplicable)" 1 'no engine: no container to speak of'

# trouble from the first, the fourth and the ninth answer on: the third
# container's
trouble() { # name, are containers seen, option...
	name=$1 seen=$2
	shift 2
	forget
	machine_start "$@"
	begun=$(date +%s)
	# shellcheck disable=SC2086
	machine $outputs --declared-only --timeout 2
	st=$?
	took=$(($(date +%s) - begun))
	ok $((took > 15)) "$name: it ends in time ($took s)"
	if [ "$seen" -eq 0 ]; then
		is $st 1 "$name: an error"
		is "$(count fail)" 0 "$name: nothing fails"
	else
		is $st 3 "$name: findings, and errors"
		# which of them is asked for last is not said
		is "$(for c in subject second third; do echo "$(of /$c pass)"; done |
			sort -n | tr '\n' ' ')" "0 $whole $whole " \
			"$name: two are seen whole, one passes nothing"
	fi
	for c in second third subject; do
		[ "$(of /$c pass)" -eq 0 ] || continue
		is "$(of /$c fail)" 0 "$name: $c, not seen, does not fail"
	done
	valid "$name"
}
for what in hang die garbage nonsense huge; do
	trouble "an engine, $what at once" 0 --$what 0
	trouble "an engine, $what after 3" 0 --$what 3
	trouble "an engine, $what after 9" 1 --$what 9
done
trouble 'an engine, chunked, that dies' 1 --chunked --die 9

forget
machine_start --hang 1
begun=$(date +%s)
machine --json "$w/json" --deadline 3
is $? 1 'the deadline of the run ends the wait for an engine'
ok $(($(date +%s) - begun > 8)) 'and soon'

# a container that vanishes between list and inspect
forget
machine_start --vanish "$first"
# shellcheck disable=SC2086
machine $outputs --declared-only
is $? 2 'a container vanishes: the others are evaluated'
is "$(of /second pass)" "$whole" 'a container vanishes: the second is unharmed'
grep -q 'vanished' "$w/text"
ok $? 'a container vanishes: it is said'
grep -q '/subject' "$w/arf.xml"
ok $((!$?)) 'a container vanishes: it has no result'
valid 'a container vanishes'

# answers that are JSON but no answers: absence is not innocence
shaped() { # name, file below api, perl that changes $j, rules that must not pass
	machine_start
	perl -MJSON::PP -e 'my ($f, $code) = @ARGV; local $/; open F, "<", $f;
		my $j = decode_json(<F>); eval $code; die $@ if $@;
		open F, ">", $f; print F encode_json($j)' \
		"$w/world/api/$2" "$3" || exit 99
	machine --verbose --text "$w/text" --json "$w/json" --declared-only
	grep -E '^  (pass|notapplicable) ' "$w/text" | awk '{ print $3 }' |
		sort >"$w/good"
}
f=containers/$first/json.json
while IFS='|' read -r name code; do
	shaped "$name" "$f" "$code"
	is "$(of /subject pass)" 0 "a container's document, $name: nothing passes"
	is "$(of /second pass)" "$whole" "a container's document, $name: the next is unharmed"
done <<'EOF'
only an id|$j = { Id => $j->{Id} }
another id|$j->{Id} = 'feed' x 16
a list|$j = [ $j ]
no HostConfig|delete $j->{HostConfig}
HostConfig of null|$j->{HostConfig} = undef
no State|delete $j->{State}
Privileged as text|$j->{HostConfig}{Privileged} = "true"
CapAdd as text|$j->{HostConfig}{CapAdd} = "ALL"
CapAdd of numbers|$j->{HostConfig}{CapAdd} = [ 21 ]
PidMode as list|$j->{HostConfig}{PidMode} = [ "host" ]
SecurityOpt as object|$j->{HostConfig}{SecurityOpt} = { seccomp => "unconfined" }
Mounts as object|$j->{Mounts} = { a => { Source => "/" } }
Ports as list|$j->{NetworkSettings}{Ports} = [ "0.0.0.0:80" ]
EOF
while IFS='|' read -r name file code rules; do
	shaped "$name" "$file" "$code"
	for rule in $rules; do
		grep -q "$rule" "$w/good"
		ok $((!$?)) "the engine's $name: $rule neither passes nor is put aside"
	done
done <<'EOF'
info is empty|info.json|$j = {}|DKER-EE-001800 DKER-EE-001810 DKER-EE-001840 DKER-EE-002400
insecure registries as text|info.json|$j->{RegistryConfig}{InsecureRegistryCIDRs} = "0.0.0.0/0"|DKER-EE-001800
swarm as text|info.json|$j->{Swarm} = "active"|DKER-EE-002400 DKER-EE-005060
version is empty|version.json|$j = {}|DKER-EE-001070 DKER-EE-001840
images of numbers|images/json.json|$j = [ 1, 2 ]|DKER-EE-004130
tags as text|images/json.json|$j->[0]{RepoTags} = "docker/ucp:1"|DKER-EE-004130
EOF

# texts that are no good for XML, terminals or file names
machine_start
perl -MJSON::PP -e 'my ($f) = @ARGV; local $/; open F, "<", $f;
	my $j = decode_json(<F>); my $x = "\x{1b}]0;owned\x{07}\x{9b}31m<b a=\"&\">]]>\n\r\t\x{7f}\x{202e}\x{ffff}\x{1f600}";
	$j->{Name} = "/subject$x"; $j->{Config}{User} = "u$x";
	$j->{Config}{Labels} = { "k$x" => "v$x" };
	$j->{Config}{Env} = [ "E$x=$x" ]; $j->{Config}{Image} = "image$x";
	$j->{HostConfig}{CgroupParent} = "/$x"; $j->{HostConfig}{CapAdd} = [ "X$x" ];
	$j->{HostConfig}{PidMode} = "container:$x";
	$j->{HostConfig}{SecurityOpt} = [ "seccomp=$x", "no-new-privileges=$x" ];
	$j->{HostConfig}{Ulimits} = [ { Name => "n$x", Soft => 1, Hard => 1 } ];
	$j->{HostConfig}{Devices} = [ { PathOnHost => "/dev/$x" } ];
	$j->{Mounts} = [ { Type => "bind", Source => "/etc/$x",
	    Destination => "/$x", RW => JSON::PP::true, Propagation => "shared" } ];
	open F, ">", $f; print F encode_json($j)' "$w/world/api/$f"
perl -MJSON::PP -e 'my ($f) = @ARGV; local $/; open F, "<", $f;
	my $j = decode_json(<F>); my $x = "\x{1b}[31m\x{9b}31m<&\n\x{7f}../../x";
	$_->{Names}[0] =~ s/subject/subject$x/ for @$j;
	open F, ">", $f; print F encode_json($j)' "$w/world/api/containers/json.json"

forget
# shellcheck disable=SC2086
machine $outputs --declared-only --verbose --xccdf-dir "$w/x"
is $? 3 'hostile texts: findings and errors'
valid 'hostile texts'
for one in "$w"/x/*; do
	oscap xccdf validate "$one" >"$w/xml" 2>&1 && xmllint --noout "$one"
	ok $? "hostile texts: ${one##*/} is valid"
done
is "$(find "$w/x" -type f | wc -l)" 4 'hostile texts: a file per target, there'
clean "$w/text" "$w/log"
ok $? 'hostile texts: no terminal escape in the text'
clean "$w/arf.xml" "$w/xccdf.xml" "$w"/x/*
ok $? 'hostile texts: nor in XML'
perl -MJSON::PP -0777 -ne 'decode_json($_)' "$w/json"
ok $? 'hostile texts: JSON is JSON'
cp "$w/json" "$w/base"
is "$(of /second pass)" "$whole" 'hostile texts: the second container is unharmed'
perl -pi -e 's/"result": *"(fail|error)"/"result":"pass"/g' "$w/base"
machine --declared-only --baseline "$w/base"
grep -q 'pass -> ' "$w/log" && clean "$w/log"
ok $? 'hostile texts: no terminal escape in what changed'
machine --declared-only --rule DKER-EE-002030 "container:$(printf 'x\033[2J\302\2332J')"
is $? 1 'a container that was asked for is not there: an error'
clean "$w/log"
ok $? 'and its name is said without escapes'

# --- statuses ------------------------------------------------------------------------

machine_start
machine --declared-only --rule DKER-EE-002030
is $? 0 'all that is selected passes: 0'
machine --declared-only --rule DKER-EE-001370
is $? 2 'one fails: 2'
machine --rule DKER-EE-001080
is $? 1 'nothing is decided: 1'
for option in --nonsense '--jobs x' '--rule DKER-EE-999999' '--set x' \
	'--set nosuch=1' '--profile nosuch' '--timeout -1' host:x nosuch \
	'--exclude [' '--keep' '--baseline' '--xccdf a container:second container:third'; do
	# shellcheck disable=SC2086
	machine $option
	is $? 64 "wrong usage: $option"
done

# --- a full disk ----------------------------------------------------------------------

mkdir "$w/small"
mount -t tmpfs -o size=128k tmpfs "$w/small" || exit 99
full() { # name, option, file...
	name=$1
	shift
	machine --declared-only --quiet "$@"
	is $? 3 "a full disk: $name: an error"
	grep -q 'No space left' "$w/log"
	ok $? "a full disk: $name: it is said"
}
for form in xccdf arf json text; do
	echo "the previous $form" >"$w/small/$form"
done
mkdir "$w/small/runs" "$w/small/runs/20200101T000000Z"
echo previous >"$w/small/runs/20200101T000000Z/results.json"
ln -s 20200101T000000Z "$w/small/runs/latest"
head -c 131072 /dev/zero >"$w/small/filler" 2>/dev/null
for form in xccdf arf json text; do
	full "--$form" "--$form" "$w/small/$form"
	is "$(cat "$w/small/$form")" "the previous $form" \
		"a full disk: the previous $form is whole"
done
full --xccdf-dir --xccdf-dir "$w/small/dir"
full --output-dir --output-dir "$w/small/runs" --keep 1
is "$(cat "$w/small/runs/latest/results.json")" previous \
	'a full disk: the previous run is still the latest'
is "$(cd "$w/small" && find . ! -name . | sort | tr '\n' ' ')" \
	'./arf ./dir ./filler ./json ./runs ./runs/20200101T000000Z ./runs/20200101T000000Z/results.json ./runs/latest ./text ./xccdf ' \
	'a full disk: nothing half is left'
rm "$w/small/filler"
machine --declared-only --quiet --rule DKER-EE-002030 --json "$w/small/json"
is $? 0 'and with space again it is written'
umount "$w/small"
machine --declared-only --quiet --rule DKER-EE-002030 --json /dev/full
is $? 1 '/dev/full: an error'
machine --declared-only --rule DKER-EE-002030 --json "$w/no/such/dir/x"
is $? 1 'a directory that is not there: an error'

# --- signals --------------------------------------------------------------------------

echo previous >"$w/json"
mkdir -p "$w/runs"
for signal in TERM INT HUP QUIT KILL; do
	machine_start --hang 5
	# A shell has its background ignore INT and QUIT, nohup(1) HUP.
	# shellcheck disable=SC2016
	perl -e '$SIG{$_} = "DEFAULT" for qw(HUP INT QUIT); exec @ARGV' \
		unshare -m --propagation private sh -c '
		mount --bind "$0/root/run" /run && echo $$ >"$0/pid" && exec "$@"' \
		"$w/world" "$w/out/evaluate" \
		--engine /run/docker.sock --proc "$w/world/proc" \
		--host-root "$w/world/root" --json "$w/json" \
		--output-dir "$w/runs" --timeout 30 >"$w/log" 2>&1 &
	job=$!
	sleep 1
	kill -$signal "$(cat "$w/world/pid")"
	wait $job 2>/dev/null
	st=$?
	ok $((st < 128)) "$signal ends it, and the status says so ($st)"
	is "$(cat "$w/json")" previous "$signal: the previous output is there"
	is "$(find "$w/runs" "$w" -maxdepth 1 -name 'json.*' -o -name 'latest' | wc -l)" 0 \
		"$signal: nothing half is there"
done

# a worker that is killed: its target is an error, the others are unharmed
machine_make <<-'EOF'
	{ "container": { "Config": { "User": "web" } },
	  "containers": [ { "Name": "/second" } ] }
EOF
forget
machine_start --hang 9 # the archive of what does not run, for its passwd
# shellcheck disable=SC2086
machine $outputs --declared-only --timeout 60 &
job=$!
n_=0
until [ $n_ -gt 100 ]; do
	for worker in /proc/[0-9]*; do
		[ "$(readlink "$worker/exe" 2>/dev/null)" = "$w/out/evaluate" ] ||
			continue
		parent=$(awk '{ print $4 }' "$worker/stat" 2>/dev/null)
		[ "$(readlink "/proc/$parent/exe")" = "$w/out/evaluate" ] ||
			continue
		# past the batch's first result, it waits for the engine
		sleep 1
		kill -9 "${worker#/proc/}" && break 2
	done
	n_=$((n_ + 1))
	sleep 0.05
done
wait $job
is $? 3 'a killed worker: findings and errors'
is "$(of /subject pass)" 0 'a killed worker: nothing of its target passes'
ok $(($(of /second pass) == 0)) 'a killed worker: the next target is evaluated'
grep -q 'the worker died: Killed' "$w/text"
ok $? 'a killed worker: it is said'
valid 'a killed worker'
machine_start --hang 9
machine --json "$w/json" --declared-only --timeout 2
is $? 3 'a worker that hangs: findings and errors'
ok $(($(of /subject error) == 0)) 'a worker that hangs: its target has errors'
is "$(of /second error)" 0 'a worker that hangs: the next one has none'
done_testing
