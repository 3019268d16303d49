#!/bin/sh
# t-cron.sh - the nightly run: the directory of runs and what is kept in it,
# the lock, the baseline, the configuration file, the deadline; and the service,
# the timer and the cron line as they are shipped.
. "$ROOT/tests/engine/lib.sh"
for c in perl unshare setpriv; do
	command -v $c >/dev/null || skip_all "needs $c"
done
[ "$(id -u)" -eq 0 ] || skip_all 'needs root: mounts, files of other owners'
w=$(mktemp -d) || exit 99
chmod 755 "$w"
. "$ROOT/tests/engine/machine.sh"
trap 'machine_stop; rm -rf "$w"' EXIT
trap 'exit 99' INT TERM
build
machine_make <<-'EOF'
	{ "containers": [ { "Name": "/second" } ] }
EOF
rule='--rule DKER-EE-002030 --rule DKER-EE-002010 --declared-only'
night() { # seconds since 1970, option...
	_at=$1
	shift
	# shellcheck disable=SC2086
	SOURCE_DATE_EPOCH=$_at machine $rule "$@"
}
# change FILE PERL: change $j, an answer of the engine
change() {
	perl -MJSON::PP -e 'my ($f, $code) = @ARGV; local $/; open F, "<", $f;
		my $j = decode_json(<F>); eval $code; die $@ if $@;
		open F, ">", $f; print F encode_json($j)' "$w/world/api/$1" "$2"
}

# --- --output-dir, --keep ------------------------------------------------------------

machine_start
runs=$w/runs
first=$(cd "$w/world/api/containers" && ls -d [0-9a-f]*1)
second=$(cd "$w/world/api/containers" && ls -d [0-9a-f]*2)
night 1700000000 --output-dir "$runs" --quiet
is $? 0 'a run into a directory that is not there yet'
is "$(ls "$runs")" "$(printf '20231114T221320Z\nlatest')" 'it is named by its time'
is "$(readlink "$runs/latest")" 20231114T221320Z 'latest leads to it'
is "$(ls "$runs/latest" | tr '\n' ' ')" 'arf.xml report.txt results.json xccdf.xml ' \
	'all forms are there'
is "$(find "$runs" -type f ! -perm 600; find "$runs" -type d ! -perm 700)" '' \
	'for their owner alone'
xmllint --huge --noout "$runs/latest/arf.xml" "$runs/latest/xccdf.xml"
ok $? 'and XML is XML'
night 1700000000 --output-dir "$runs" --quiet
is $? 0 'a second run of the same second'
is "$(readlink "$runs/latest")" 20231114T221320Z-0001 'has a name of its own'
for day in 1 2 3 4; do
	night $((1700000000 + day * 86400)) --output-dir "$runs" --quiet
done
is "$(find "$runs" -mindepth 1 -type d | wc -l)" 6 'without --keep all stay'

mkdir "$runs/20200101T000000Z" "$runs/20190101T000000Z-mine" "$runs/notes" \
	"$runs/2020"
echo mine >"$runs/20200101T000000Z/thesis"
echo mine >"$runs/20190101T000000Z-mine/results.json.bak"
echo mine >"$runs/20180101T000000Z"
echo mine >"$runs/readme"
mkdir "$w/elsewhere" && echo mine >"$w/elsewhere/results.json"
ln -s "$w/elsewhere" "$runs/20170101T000000Z"
mkdir "$runs/.new-killed" && echo half >"$runs/.new-killed/arf.xml"
night $((1700000000 + 5 * 86400)) --output-dir "$runs" --keep 3 --quiet
is $? 0 '--keep 3'
is "$(cd "$runs" && ls -d 2023*)" \
	"$(printf '2023111%dT221320Z\n' 7 8 9)" 'keeps the last three'
is "$(cat "$runs/20200101T000000Z/thesis" "$runs/readme" \
	"$runs/20190101T000000Z-mine/results.json.bak" \
	"$runs/20180101T000000Z" "$w/elsewhere/results.json" | uniq -c | tr -s ' ')" \
	' 5 mine' 'what is not its own is never removed'
[ -d "$runs/notes" ] && [ -d "$runs/2020" ] && [ -h "$runs/20170101T000000Z" ]
ok $? 'nor are directories and links of others'
[ ! -e "$runs/.new-killed" ]
ok $? 'what a killed run left is'
for day in 6 7 8 9; do
	night $((1700000000 + day * 86400)) --output-dir "$runs" --keep 1 --quiet
done
is "$(cd "$runs" && ls -d 2023*)" 20231123T221320Z '--keep 1 keeps one'
is "$(readlink "$runs/latest")" 20231123T221320Z 'the latest'
is "$(find "$runs" -name '.*' | wc -l)" 0 'nothing half is left'
rm -rf "$runs"

# --- --lock ------------------------------------------------------------------------------

machine_start --hang 3
machine --lock "$w/lock" --timeout 5 --quiet &
job=$!
sleep 1
"$w/out/evaluate" --lock "$w/lock" --json "$w/locked" >"$w/second" 2>&1
is $? 75 'a second run ends with 75'
is "$(cat "$w/second")" "evaluate: another run holds $w/lock" 'and says why'
[ ! -e "$w/locked" ]
ok $? 'and writes nothing'
wait $job
is $? 1 'the first goes on'
machine_start
night 0 --lock "$w/lock" --quiet
is $? 0 'the lock is free again'
machine_start --hang 3
machine --lock "$w/lock" --timeout 60 --quiet &
job=$!
sleep 1
for p in /proc/[0-9]*; do
	[ "$(readlink "$p/exe")" != "$w/out/evaluate" ] || kill -9 "${p#/proc/}"
done
wait $job 2>/dev/null
machine_start
night 0 --lock "$w/lock" --quiet
is $? 0 'and where its holder was killed'
night 0 --lock "$w/no/such/lock" --quiet
is $? 1 'a lock that cannot be had is an error'

# --- --baseline --------------------------------------------------------------------------

machine_start
night 0 --json "$w/base" --quiet
night 0 --baseline "$w/base"
is $? 0 'with a baseline'
is "$(cat "$w/log")" '' 'nothing is said where nothing changed'
night 0 --baseline "$w/base" --output-dir "$runs" --keep 2
is "$(cat "$w/log")" '' 'nor with outputs'
change "containers/$first/json.json" '$j->{HostConfig}{ReadonlyRootfs} = JSON::PP::false'
night 0 --baseline "$w/base" --json "$w/worse"
is $? 2 'a container that got worse'
grep -q '/subject$' "$w/log" && grep -q 'DKER-EE-002030: pass -> fail' "$w/log"
ok $? 'is said, with what it was'
! grep -q '/second$' "$w/log"
ok $? 'and no other'
! grep -q DKER-EE-002010 "$w/log"
ok $? 'nor another rule'
night 0 --baseline "$w/worse"
is $? 2 'the next night it still fails'
is "$(cat "$w/log")" '' 'but that is no news'
machine_start
night 0 --baseline "$w/worse"
grep -q 'DKER-EE-002030: fail -> pass' "$w/log"
ok $? 'what got better is said'
change containers/json.json '@$j = grep { $_->{Names}[0] ne "/second" } @$j'
night 0 --baseline "$w/base" --json "$w/fewer"
grep -q '/second: gone$' "$w/log"
ok $? 'a container that is gone is said'
machine_start
change "containers/$second/json.json" '$j->{HostConfig}{Memory} = 0'
night 0 --baseline "$w/fewer"
grep -q '/second: new$' "$w/log" && grep -q 'DKER-EE-002010: fail' "$w/log"
ok $? 'a new one is, with what is wrong'
night 0 --baseline "$w/none"
is $? 2 'a baseline that is not there yet is a first run'
grep -q 'no baseline yet' "$w/log" && grep -q 'DKER-EE-002010' "$w/log"
ok $? 'which says everything'
for text in '' '{}' '[]' 'null' '{"format":"auditc-results-1"' '{"format":"x","targets":[],"benchmark":"x"}'; do
	printf '%s' "$text" >"$w/bad"
	night 0 --baseline "$w/bad"
	[ $? -ne 0 ] && ! grep -q 'DKER-EE-002030: ' "$w/log" && [ -s "$w/log" ]
	ok $? "a baseline of \"$text\" is an error, and said"
done

# --- --config ----------------------------------------------------------------------------

machine_start
config() { # text; then the status of a run with it
	printf '%b' "$1" >"$w/conf"
	shift
	night 0 --config "$w/conf" "$@"
}
config 'quiet = yes\n\n# words\n json = '"$w"'/by-config\n'
is $? 0 'a configuration file'
[ -s "$w/by-config" ]
ok $? 'is followed'
is "$(cat "$w/log")" '' 'flags too'
rm "$w/by-config"
config "json = $w/by-config\n" --json "$w/by-option" --quiet
[ -s "$w/by-option" ] && [ ! -e "$w/by-config" ]
ok $? 'options win'
while IFS='|' read -r text said; do
	config "$text" --quiet
	is $? 64 "refused: $(printf '%s' "$text" | tr -d '\\')"
	is "$(cat "$w/log")" "evaluate: $w/conf:$said" 'with file and line'
done <<'EOF'
nonsense = 1\n|1: nonsense: no such option
quiet = yes\n\n# words\nkeeep = 3\n|4: keeep: no such option
progress = perhaps\n|1: progress: yes or no is expected
quiet yes\n|1: key = value is expected
jobs = many\n|1: jobs: a number from 1 to 256 is expected
config = /dev/null\n|1: config: only on the command line
EOF
config 'quiet = yes\n'
chmod 666 "$w/conf"
night 0 --config "$w/conf"
is $? 64 'a file that others may write is refused'
chmod 600 "$w/conf"
chown 65534 "$w/conf"
night 0 --config "$w/conf"
is $? 64 'a file of another is refused'
grep -q 'belongs neither to root nor to the caller' "$w/log"
ok $? 'and it is said'
chown 0 "$w/conf"
mkfifo "$w/fifo"
night 0 --config "$w/fifo"
is $? 64 'a FIFO is refused, without waiting'
night 0 --config "$w/no.conf"
is $? 64 'a file that is not there is refused'
config "output-dir = $runs\nkeep = 2\nexclude = name=second\ndeadline = 60\n" --quiet
is $? 0 'directory, number, exclusion from the file'
grep -q 'container second is excluded by name=second' "$runs/latest/report.txt"
ok $? 'what is excluded is reported'

# --- --deadline --------------------------------------------------------------------------

machine_start --hang 2
begun=$(date +%s)
machine --deadline 2 --output-dir "$runs" --quiet
is $? 1 'the deadline passes: an error'
took=$(($(date +%s) - begun))
ok $((took > 8)) "in time ($took s)"
grep -q 'no answer in time' "$runs/latest/report.txt"
ok $? 'with results that say so'

# --- what is shipped -----------------------------------------------------------------------

out=$w/out
if command -v systemd-analyze >/dev/null; then
	mkdir "$w/units"
	cp "$out/evaluate.service" "$out/evaluate.timer" "$w/units"
	# verify wants the program to be there
	sed -i "s|/opt/auditc/evaluate|$out/evaluate|" "$w/units/evaluate.service"
	systemd-analyze verify --man=no "$w/units/evaluate.service" \
		"$w/units/evaluate.timer" >"$w/log" 2>&1
	st=$?
	grep -E 'evaluate\.(service|timer)' "$w/log" | sed 's/^/# /'
	ok $st 'systemd takes the service and the timer'
	systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' \
		"$out/evaluate.timer")" >"$w/log" 2>&1
	ok $? 'and the time'
fi

# installed: a machine where the bundle is in its places
machine_start
mkdir -p "$w/etc" "$w/opt/auditc" "$w/var"
cp "$out/evaluate" "$w/opt/auditc/evaluate"
cat "$out/evaluate.conf" - >"$w/evaluate.conf" <<-EOF
	engine = /run/docker.sock
	proc = $w/world/proc
	host-root = $w/world/root
	declared-only = yes
EOF
chmod 600 "$w/evaluate.conf"
# shellcheck disable=SC2016
installed() { # command line, as it stands
	unshare -m --propagation private sh -c '
		w=$0
		mount -t tmpfs tmpfs "$w/etc" && mkdir "$w/etc/up" "$w/etc/tmp" &&
		mount -t overlay overlay -o \
		    "lowerdir=/etc,upperdir=$w/etc/up,workdir=$w/etc/tmp" /etc &&
		mkdir -p /etc/auditc && cp "$w/evaluate.conf" /etc/auditc &&
		mount --bind "$w/opt" /opt && mount --bind "$w/world/root/run" /run &&
		mkdir -p /var/lib && mount --bind "$w/var" /var/lib &&
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c "$1"' \
		"$w" "$1" >"$w/log" 2>&1 </dev/null
}
service=$(sed -n 's/^ExecStart=//p' "$out/evaluate.service")
cron=$(sed -n 's/^15 2 \* \* \* root //p' "$out/evaluate.cron")
installed "$service"
is $? 2 "the service's command runs as it stands: $service"
[ -s "$w/var/auditc/latest/results.json" ]
ok $? 'and writes into its directory'
sleep 1
installed "$cron"
is $? 2 "the cron line's command runs as it stands: $cron"
is "$(cat "$w/log")" '' 'and says nothing, as nothing changed: no mail'
is "$(find "$w/var/auditc" -mindepth 1 -maxdepth 1 -type d | wc -l)" 2 \
	'the second night is beside the first'
grep -q '^SuccessExitStatus=2 3$' "$out/evaluate.service"
ok $? 'failed rules do not fail the service'
grep -E '^[0-9*]+ [0-9*]+ [*] [*] [*] root ' "$out/evaluate.cron" |
	grep -qv '%'
ok $? 'the cron line has a time, a user, and no % sign'
rm "$w/opt/auditc/evaluate"
installed "$cron"
is "$(cat "$w/log")" '' 'without the program the cron line is silent'
done_testing
