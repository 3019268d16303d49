/*
 * The probes of packages, the kernel and its processes: objects in, items out,
 * on roots and /proc trees made of files, and on this machine.
 */
#include "items.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>

/*
 * librpm leaves a database open that it cannot read; under the sanitizers that
 * is its leak, not ours.
 */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libsqlite3\nleak:librpm\n";
}

/* --- every target ------------------------------------------------------- */

/* What needs a kernel is not applicable to a directory, never empty. */
static void
rootfs(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/x", "");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(
	    items(&w, PROBE_FAMILY, "", "family"), "the system family=unix\n");
	assert_string_equal(items(&w, PROBE_UNAME, "", ""), "!5 foreign\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.x", ""), "!5 foreign\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/", ""), "!4 foreign\n");
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE58, "pid=!\tname=PATH", ""),
	    "!5 what does not run has no environment\n");
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE58, "pid=1\tname=PATH", ""),
	    "!5 what does not run has no processes\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=x", ""), "");
	world_close(&w);
}

/* --- packages ----------------------------------------------------------- */

static const char dpkg_status[] =
    "Package: plain\nStatus: install ok installed\nArchitecture: amd64\n"
    "Version: 1.0\n\n"
    "Package: gone\nStatus: deinstall ok config-files\nArchitecture: all\n"
    "Version: 2:1.0-3\n\n\n"
    "Package: epoch\nStatus: install ok unpacked\nArchitecture: all\n"
    "Description: of it\n more of that\n .\n and more: so\n"
    "Version: 2:1.0-rc-3\n\n"
    "Package: half\nStatus: install reinstreq half-installed\n"
    "Architecture: amd64\n\n"
    "Package: never\nStatus: purge ok not-installed\n\n"
    "package: both\nstatus: install ok installed\narchitecture: i386\n"
    "version: 5-1\n\n"
    "Package:both\t\r\nStatus: hold ok half-configured\r\n"
    "Architecture: amd64\r\nVersion:\t5-1\r\n";

static void
dpkg(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/var/lib/dpkg/status", dpkg_status);
	world_file(&w, "root/var/lib/dpkg/status.d/base",
	    "Package: base\nVersion: 12\nArchitecture: arm64\n");
	world_file(
	    &w, "root/var/lib/dpkg/status.d/base.md5sums", "0123  etc/issue\n");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=plain",
				"name arch epoch version release evr"),
	    "package plain name=plain arch=amd64 epoch=(none) version=1.0 "
	    "release= evr=0:1.0\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=epoch",
				"arch epoch version release evr"),
	    "package epoch arch=all epoch=2 version=1.0-rc release=3 "
	    "evr=2:1.0-rc-3\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=gone", ""), "");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=never", ""), "");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=Plain", ""), "");
	assert_string_equal(
	    items(&w, PROBE_DPKGINFO, "name=half", "arch evr version"),
	    "package half arch=amd64\n");
	assert_string_equal(
	    items(&w, PROBE_DPKGINFO, "name=both", "arch version release"),
	    "package both arch=amd64 version=5 release=1\n"
	    "package both arch=i386 version=5 release=1\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name~^(p|b)", ""),
	    "package base\npackage both\npackage both\npackage plain\n");
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name=base", "arch evr"),
	    "package base arch=arm64 evr=0:12\n");
	world_close(&w);
}

/* Records that are none are an error, for every package. */
static void
dpkg_bad(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "Package: x\nStatus: install ok installed\nno field\n",
		    "line 3" },
		{ "Version: 1\nStatus: install ok installed\n\n", "line 3" },
		{ "Package: x\nVersion: 1\n", "line 3" },
		{ " Package: x\n", "line 1" },
		{ ": x\n", "line 1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world w;

		world_open(&w);
		world_file(&w, "root/var/lib/dpkg/status", cases[i].text);
		world_kind(&w, RT_ROOTFS);
		assert_string_equal(items(&w, PROBE_DPKGINFO, "name=y", ""),
		    arena_printf(&w.arena,
			"!0 /var/lib/dpkg/status: %s is of no package's "
			"record\n",
			cases[i].error));
		world_close(&w);
	}
}

/* A link out of the root leads to a file of the root. */
static void
dpkg_link(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/var/lib/dpkg/x", "");
	world_link(&w, "root/var/lib/dpkg/status",
	    "../../../../../../../../var/lib/dpkg/status");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(items(&w, PROBE_DPKGINFO, "name~.", ""),
	    "!0 /var/lib/dpkg/status: too many links, or one of the kernel's "
	    "own in /proc\n");
	world_close(&w);
}

/* A package as a script of rpmbuild makes it; false: there is no such tool. */
static bool
rpm_build(struct world *w, const char *spec)
{
	const char *file = arena_printf(&w->arena, "%s/x.spec", w->dir);
	const char *const argv[] = { "rpmbuild", "-bb", "--define",
		arena_printf(&w->arena, "_topdir %s/build", w->dir), file,
		NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why = NULL;
	int status;

	world_file(w, "x.spec",
	    arena_printf(&w->arena,
		"%s\nSummary: s\nLicense: l\nBuildArch: noarch\n"
		"%%description\nd\n%%install\nmkdir -p %%{buildroot}/opt\n"
		"echo x >%%{buildroot}/opt/%%{name}\n"
		"%%files\n/opt/%%{name}\n",
		spec));
	status = rt_run(argv, NULL, 0, 100000, &out, &err, &why);
	strbuf_free(&out);
	strbuf_free(&err);
	return status == 0;
}

/* Put all that was built into the database of the root. */
static void
rpm_install(struct world *w)
{
	const char *const argv[] = { "sh", "-c",
		"rpm --dbpath \"$1/root/var/lib/rpm\" -i --justdb --nodeps "
		"--force-debian --define '_db_backend sqlite' "
		"\"$1\"/build/RPMS/noarch/*.rpm",
		"sh", w->dir, NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why = NULL;

	world_file(w, "root/var/lib/rpm/.keep", "");
	if (rt_run(argv, NULL, 0, 100000, &out, &err, &why) != 0)
		fail_msg("rpm: %s", err.s);
	strbuf_free(&out);
	strbuf_free(&err);
}

static void
put32(struct strbuf *b, uint32_t v)
{
	for (int i = 0; i < 32; i += 8)
		strbuf_addch(b, (char)(v >> i & 0xff));
}

/*
 * The headers that the database has, as rpm exports them, in one of the other
 * kinds: ndb as rpm lays it out, bdb by Perl's own DB_File.
 */
static void
rpm_convert(struct world *w, struct strbuf *ndb)
{
	static const char bdb[] =
	    "use DB_File; use Fcntl; local $/; open F, '<', \"$ARGV[0]/hdrs\";"
	    "my ($d, $o, $n) = (<F>, 0, 0); my %p;"
	    "sub tied_to { my $f = \"$ARGV[0]/bdb/var/lib/rpm/$_[1]\";"
	    " tie(%{$_[0]}, 'DB_File', $f, O_RDWR|O_CREAT, 0644,"
	    " DB_File::HASHINFO->new) or die }"
	    "tied_to(\\%p, 'Packages');"
	    "while ($o < length $d) { my $l = 8 + 16 * unpack('N', substr($d,"
	    " $o + 8, 4)) + unpack('N', substr($d, $o + 12, 4));"
	    "$p{pack('V', ++$n)} = substr($d, $o + 8, $l); $o += 8 + $l; }"
	    "$p{pack('V', 0)} = pack('V', $n); untie %p";
	const char *const argv[] = { "sh", "-c",
		"rpmdb --dbpath \"$1/root/var/lib/rpm\" "
		"--define '_db_backend sqlite' --exportdb >\"$1/hdrs\" && "
		"perl -e \"$2\" \"$1\"",
		"sh", w->dir, bdb, NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT, d = STRBUF_INIT;
	struct strbuf slots = STRBUF_INIT, blobs = STRBUF_INIT;
	const char *why = NULL;
	uint32_t n = 0;

	world_file(w, "bdb/var/lib/rpm/.keep", "");
	if (rt_run(argv, NULL, 0, 100000, &out, &err, &why) != 0)
		fail_msg("rpmdb: %s", err.s);
	assert_true(file_read(
	    arena_printf(&w->arena, "%s/hdrs", w->dir), 0, &d));
	strbuf_add(&slots, "RpmP", 4);
	put32(&slots, 0);
	put32(&slots, 7);
	put32(&slots, 1);
	put32(&slots, 9);
	while (slots.n < 32)
		strbuf_addch(&slots, '\0');
	for (size_t at = 0; at < d.n;) {
		const unsigned char *p =
		    (const unsigned char *)(const void *)d.s + at + 8;
		uint32_t size = 8 + 16 * ((uint32_t)p[2] << 8 | p[3]) +
				((uint32_t)p[5] << 16 | (uint32_t)p[6] << 8 |
				    p[7]);
		size_t start = blobs.n;
		uint32_t a = 1, b = 0;

		strbuf_add(&slots, "Slot", 4);
		put32(&slots, ++n);
		put32(&slots, (uint32_t)(4096 + start) / 16);
		put32(&slots, (16 + size + 12 + 15) / 16);
		strbuf_add(&blobs, "BlbS", 4);
		put32(&blobs, n);
		put32(&blobs, 5);
		put32(&blobs, size);
		strbuf_add(&blobs, d.s + at + 8, size);
		while ((blobs.n + 12) % 16 != 0)
			strbuf_addch(&blobs, '\0');
		for (size_t i = start; i < blobs.n; i++) {
			a = (a + (unsigned char)blobs.s[i]) % 65521;
			b = (b + a) % 65521;
		}
		put32(&blobs, b << 16 | a);
		put32(&blobs, size);
		strbuf_add(&blobs, "BlbE", 4);
		at += 8 + size;
	}
	while (slots.n < 4096) {
		strbuf_add(&slots, "Slot", 4);
		for (int i = 0; i < 3; i++)
			put32(&slots, 0);
	}
	strbuf_add(ndb, slots.s, slots.n);
	strbuf_add(ndb, blobs.s, blobs.n);
	strbuf_free(&out);
	strbuf_free(&err);
	strbuf_free(&d);
	strbuf_free(&slots);
	strbuf_free(&blobs);
}

/* What the probe says of package one, of an ndb database of these bytes. */
static const char *
rpm_ndb(struct world *w, const char *bytes, size_t n)
{
	const char *path =
	    arena_printf(&w->arena, "%s/ndb/var/lib/rpm/Packages.db", w->dir);
	FILE *f;

	world_file(w, "ndb/var/lib/rpm/Packages.db", "");
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
	world_kind(w, RT_ROOTFS);
	w->target.rootfs = arena_printf(&w->arena, "%s/ndb", w->dir);
	return items(w, PROBE_RPMINFO, "name=one", "version evr");
}

static void
rpm_other_kinds(struct world *w)
{
	static const char one[] = "package one version=1.0 evr=0:1.0-1\n";
	static const size_t broken[] = { 0, 4, 12, 32, 36, 40, 44, 4096, 4100,
		4108, 4200 };
	struct strbuf ndb = STRBUF_INIT;

	rpm_convert(w, &ndb);
	assert_string_equal(rpm_ndb(w, ndb.s, ndb.n), one);
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		const char *found;

		ndb.s[broken[i]] = (char)(ndb.s[broken[i]] ^ 5);
		found = rpm_ndb(w, ndb.s, ndb.n);
		if (strncmp(found, "!0 the RPM database", 19) != 0)
			fail_msg("%zu: %s", broken[i], found);
		ndb.s[broken[i]] = (char)(ndb.s[broken[i]] ^ 5);
	}
	assert_string_equal(rpm_ndb(w, ndb.s, ndb.n - 16),
	    "!0 the RPM database: package 3 is broken\n");
	assert_string_equal(
	    rpm_ndb(w, ndb.s, 0), "!0 the RPM database ends too early\n");
	strbuf_free(&ndb);

	world_kind(w, RT_ROOTFS);
	w->target.rootfs = arena_printf(&w->arena, "%s/bdb", w->dir);
	assert_string_equal(
	    items(w, PROBE_RPMINFO, "name=one", "version evr"), one);
	assert_int_equal(
	    truncate(arena_printf(
			 &w->arena, "%s/bdb/var/lib/rpm/Packages", w->dir),
		9000),
	    0);
	world_kind(w, RT_ROOTFS);
	w->target.rootfs = arena_printf(&w->arena, "%s/bdb", w->dir);
	assert_memory_equal(
	    items(w, PROBE_RPMINFO, "name=one", ""), "!0 ", 3);
}

static void
rpm(void **state)
{
	const char *other;
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/x", "");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(items(&w, PROBE_RPMINFO, "name=one", ""), "");
	if (!rpm_build(&w, "Name: one\nVersion: 1.0\nRelease: 1")) {
		world_close(&w);
		skip();
	}
	assert_true(rpm_build(
	    &w, "Name: two\nEpoch: 2\nVersion: 1.5~rc1\nRelease: 3.x"));
	assert_true(
	    rpm_build(&w, "Name: two\nEpoch: 2\nVersion: 1.6\nRelease: 3.x"));
	rpm_install(&w);
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(
	    items(&w, PROBE_RPMINFO, "name=one",
		"name arch epoch release version evr signature_keyid "
		"extended_name filepath"),
	    "package one name=one arch=noarch epoch=(none) release=1 "
	    "version=1.0 evr=0:1.0-1 signature_keyid=0 "
	    "extended_name=one-0:1.0-1.noarch\n");
	assert_string_equal(items(&w, PROBE_RPMINFO, "name=two", "evr"),
	    "package two evr=2:1.5~rc1-3.x\npackage two evr=2:1.6-3.x\n");
	assert_string_equal(
	    items(&w, PROBE_RPMINFO, "name~^.n", ""), "package one\n");
	assert_string_equal(items(&w, PROBE_RPMINFO, "name=three", ""), "");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(
	    items(&w, PROBE_RPMINFO, "name=one\t@filepaths=true", "filepath"),
	    "package one filepath=/opt/one\n");
	rpm_other_kinds(&w);
	/* what librpm cannot read is no absence of packages */
	other =
	    arena_printf(&w.arena, "%s/root/var/lib/rpm/rpmdb.sqlite", w.dir);
	assert_int_equal(truncate(other, 5000), 0);
	world_kind(&w, RT_ROOTFS);
	assert_memory_equal(items(&w, PROBE_RPMINFO, "name=one", ""), "!0 ", 3);
	assert_int_equal(unlink(other), 0);
	world_file(&w, "root/var/lib/rpm/Packages", "x");
	world_kind(&w, RT_ROOTFS);
	assert_memory_equal(items(&w, PROBE_RPMINFO, "name=one", ""), "!0 ", 3);
	world_close(&w);
}

static void
apk(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/lib/apk/db/installed",
	    "C:Q1=\nP:musl\nV:1.2.3-r4\nA:x86_64\nF:lib\nR:x\n\n"
	    "P:busybox\nV:1.36-r0\nA:noarch\n");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(
	    items(&w, PROBE_APK, "name=musl", "name version arch"),
	    "package musl name=musl version=1.2.3-r4 arch=x86_64\n");
	assert_string_equal(items(&w, PROBE_APK, "name~b", "version"),
	    "package busybox version=1.36-r0\n");
	assert_string_equal(items(&w, PROBE_APK, "name=gone", ""), "");
	world_file(&w, "root/lib/apk/db/installed", "P:x\nV\n");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(items(&w, PROBE_APK, "name=gone", ""),
	    "!0 /lib/apk/db/installed: line 2 is of no package's record\n");
	world_file(&w, "root/lib/apk/db/installed", "V:1\n\nP:x\n");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(items(&w, PROBE_APK, "name=gone", ""),
	    "!0 /lib/apk/db/installed: line 2 is of no package's record\n");
	world_close(&w);
}

static void
runlevels(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_kind(&w, RT_ROOTFS);
	world_file(&w, "root/etc/x", "");
	assert_string_equal(
	    items(&w, PROBE_RUNLEVEL, "service_name~.\trunlevel~.", ""), "");
	world_file(&w, "root/etc/init.d/cron", "");
	world_file(&w, "root/etc/init.d/README", "");
	world_link(&w, "root/etc/rc2.d/S01cron", "../init.d/cron");
	world_link(&w, "root/etc/rc.d/rc0.d/K01cron", "../init.d/cron");
	world_link(&w, "root/etc/rc3.d/S01other", "../init.d/other");
	assert_string_equal(
	    items(&w, PROBE_RUNLEVEL, "service_name~.\trunlevel~.",
		"service_name runlevel start kill"),
	    "cron in runlevel 0 service_name=cron runlevel=0 start=false "
	    "kill=true\n"
	    "cron in runlevel 2 service_name=cron runlevel=2 start=true "
	    "kill=false\n"
	    "cron in runlevel 3 service_name=cron runlevel=3 start=false "
	    "kill=false\n");
	assert_string_equal(
	    items(&w, PROBE_RUNLEVEL, "service_name=cron\trunlevel=2", "start"),
	    "cron in runlevel 2 start=true\n");
	world_close(&w);
}

/* --- the kernel --------------------------------------------------------- */

static void
sysctls(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "proc/sys/kernel/printk", "4\t4\t1\t7\n");
	world_file(&w, "proc/sys/kernel/empty", "");
	world_file(&w, "proc/sys/kernel/lines", "one\ntwo\n\n");
	world_file(&w, "proc/sys/net/ipv4/conf/eth0.7/forwarding", "1\n");
	world_file(&w, "proc/sys/net/ipv4/conf/all/forwarding", "0\n");
	world_file(&w, "proc/sys/net/flush", "");
	assert_int_equal(
	    chmod(arena_printf(&w.arena, "%s/proc/sys/net/flush", w.dir), 0200),
	    0);
	world_link(&w, "proc/sys/kernel/link", "printk");
	world_kind(&w, RT_HOST);
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.printk", "name value"),
	    "sysctl kernel.printk name=kernel.printk value=4\t4\t1\t7\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.empty", "value"),
	    "sysctl kernel.empty value=\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.lines", "value"),
	    "sysctl kernel.lines value=one value=two value=\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=net.ipv4.conf.eth0/7.forwarding",
		"value"),
	    "sysctl net.ipv4.conf.eth0/7.forwarding value=1\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name~^net\\..*forwarding$", "value"),
	    "sysctl net.ipv4.conf.all.forwarding value=0\n"
	    "sysctl net.ipv4.conf.eth0/7.forwarding value=1\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name~^net.flush$", ""), "");
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=net.flush", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.link", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.none", ""), "");
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=kernel", ""), "");
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.//.net.flush", ""), "");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=///kernel.printk", ""), "");
	world_close(&w);
}

static void
sysctl_none(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=kernel.x", ""),
	    "!0 /proc/sys: No such file or directory\n");
	world_close(&w);
}

static void
unames(void **state)
{
	struct utsname u;
	struct world w;

	(void)state;
	assert_int_equal(uname(&u), 0);
	world_open(&w);
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_UNAME, "",
				"machine_class node_name os_name os_release "
				"os_version processor_type"),
	    arena_printf(&w.arena,
		"uname machine_class=%s node_name=%s os_name=%s "
		"os_release=%s os_version=%s processor_type=%s\n",
		u.machine, u.nodename, u.sysname, u.release, u.version,
		u.machine));
	world_close(&w);
}

static const char mountinfo[] =
    "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"
    "21 20 0:5 / /proc rw,nosuid - proc proc rw\n"
    "22 20 0:33 / /tmp rw - tmpfs tmpfs rw,size=64k\n"
    "30 22 0:34 / /tmp rw,nosuid,nodev master:2 - tmpfs tmpfs ro\n"
    "31 20 0:35 / /mnt/a\\040b\\134040 ro - tmpfs  rw\n"
    "32 20 0:36 /x /net rw - autofs systemd-1 rw,fd=3\n";

static void
partitions(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/tmp/x", "");
	world_file(&w, "proc/1/mountinfo", mountinfo);
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point=/",
				"mount_point device uuid fs_type "
				"mount_options"),
	    "mount / mount_point=/ device=/dev/sda1 uuid=?1 fs_type=ext4 "
	    "mount_options=rw mount_options=relatime "
	    "mount_options=errors=remount-ro\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/tmp", "mount_options"),
	    "mount /tmp mount_options=ro mount_options=nosuid "
	    "mount_options=nodev\n");
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point~^/mnt",
				"device mount_options"),
	    "mount /mnt/a b\\040 (No such file or directory) device= "
	    "mount_options=ro\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/net", "total_space"),
	    "mount /net (an automount point is not touched) "
	    "total_space=?3\n");
	assert_string_equal(
	    items(&w, PROBE_PARTITION, "mount_point=/home", ""), "");
	assert_null(strstr(items(&w, PROBE_PARTITION, "mount_point=/tmp",
			       "total_space space_used space_left "
			       "space_left_for_unprivileged_users "
			       "block_size"),
	    "?"));
	world_file(&w, "proc/1/mountinfo", "20 1 8:1 / / rw ext4 x rw\n");
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point=/", ""),
	    "!0 mountinfo: line 1 is of another form, or one too many\n");
	world_at_rest(&w); /* a rule about fstab does not pass by half */
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point=/", ""),
	    "!4 the container does not run\n");
	assert_string_equal(items(&w, PROBE_SYSCTL, "name=kernel.x", ""),
	    "!5 the container does not run\n");
	world_close(&w);
}

static void
interfaces(void **state)
{
	struct world w;
	const char *lo;

	(void)state;
	world_open(&w);
	world_kind(&w, RT_HOST);
	lo = items(&w, PROBE_INTERFACE, "name=lo",
	    "name type hardware_addr inet_addr netmask flag");
	assert_memory_equal(lo,
	    "interface lo name=lo type=ARPHRD_LOOPBACK "
	    "hardware_addr=00-00-00-00-00-00 ",
	    73);
	assert_non_null(strstr(lo, " flag=LOOPBACK"));
	assert_string_equal(items(&w, PROBE_INTERFACE, "name=none0", ""), "");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(
	    items(&w, PROBE_INTERFACE, "name=lo", ""), "!5 foreign\n");
	world_close(&w);
}

static void
listeners(void **state)
{
	static const char table[] =
	    "  sl  local_address rem_address   st\n"
	    "   0: 0100007F:0050 00000000:0000 0A 0:0 0:0 0 0 0 77 1 0\n"
	    "   1: 0100007F:0051 0100007F:0052 01 0:0 0:0 0 0 0 78 1 0\n";
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "proc/1/net/tcp", table);
	world_file(&w, "proc/1/net/udp", "  sl  local_address\n");
	world_file(&w, "proc/1/comm", "server\n");
	world_file(&w, "proc/1/status",
	    "Name:\tserver\nUid:\t5\t33\t33\t33\nNSpid:\t1\n");
	world_link(&w, "proc/1/fd/3", "socket:[77]");
	world_kind(&w, RT_HOST);
	assert_string_equal(
	    items(&w, PROBE_INETLISTENINGSERVERS,
		"protocol=tcp\tlocal_address~.\tlocal_port>0",
		"protocol local_address local_port local_full_address "
		"program_name foreign_full_address pid user_id"),
	    "tcp 127.0.0.1:80 protocol=tcp local_address=127.0.0.1 "
	    "local_port=80 local_full_address=127.0.0.1:80 "
	    "program_name=server foreign_full_address=0.0.0.0:0 pid=1 "
	    "user_id=33\n");
	assert_string_equal(
	    items(&w, PROBE_INETLISTENINGSERVERS,
		"protocol=tcp\tlocal_address~.\tlocal_port=81", ""),
	    "");
	/* one process has it twice, another as well; the other has two */
	world_link(&w, "proc/1/fd/9", "socket:[77]");
	world_file(&w, "proc/20/comm", "helper\n");
	world_file(&w, "proc/20/status",
	    "Name:\thelper\nUid:\t5\t33\t33\t33\nNSpid:\t20\n");
	world_link(&w, "proc/20/fd/5", "socket:[80]");
	world_link(&w, "proc/20/fd/6", "socket:[77]");
	world_file(&w, "proc/1/net/tcp",
	    "  sl  local_address rem_address   st\n"
	    "   0: 0100007F:0053 00000000:0000 0A 0:0 0:0 0 0 0 80 1 0\n"
	    "   1: 0100007F:0050 00000000:0000 0A 0:0 0:0 0 0 0 77 1 0\n"
	    "   2: 0100007F:0054 00000000:0000 0A 0:0 0:0 0 0 0 99 1 0\n");
	assert_string_equal(
	    items(&w, PROBE_INETLISTENINGSERVERS,
		"protocol=tcp\tlocal_address~.\tlocal_port>0",
		"program_name pid"),
	    "tcp 127.0.0.1:83 program_name=helper pid=20\n"
	    "tcp 127.0.0.1:80 program_name=server pid=1\n"
	    "tcp 127.0.0.1:80 program_name=helper pid=20\n"
	    "tcp 127.0.0.1:84\n");
	world_close(&w);
}

static void
packets(void **state)
{
	static const char table[] =
	    "sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n"
	    "000000 3      3    0003   1     1 0      0      77\n"
	    "000000 3      2    0806   1     1 0      0      78\n"
	    "000000 3      3    0003   0     1 0      0      79\n";
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "proc/1/net/tcp", "");
	world_file(&w, "proc/1/net/packet", table);
	world_file(&w, "proc/1/comm", "sniffer\n");
	world_file(&w, "proc/1/status",
	    "Name:\tsniffer\nUid:\t5\t33\t33\t33\nNSpid:\t1\n");
	world_link(&w, "proc/1/fd/3", "socket:[77]");
	world_kind(&w, RT_HOST);
	/* what is bound to none does not hear the loopback device here */
	assert_string_equal(
	    items(&w, PROBE_IFLISTENERS, "interface_name=lo",
		"interface_name protocol hw_address program_name pid user_id"),
	    "interface lo interface_name=lo protocol=ETH_P_ALL "
	    "hw_address=00-00-00-00-00-00 program_name=sniffer pid=1 "
	    "user_id=33\n"
	    "interface lo interface_name=lo protocol=ETH_P_ARP "
	    "hw_address=00-00-00-00-00-00\n");
	assert_string_equal(
	    items(&w, PROBE_IFLISTENERS, "interface_name=none0", ""), "");
	world_file(&w, "proc/1/net/packet", "sk\nodd\n");
	assert_string_equal(
	    items(&w, PROBE_IFLISTENERS, "interface_name=lo", ""),
	    "!0 net/packet is of another form\n");
	world_kind(&w, RT_ROOTFS);
	assert_string_equal(
	    items(&w, PROBE_IFLISTENERS, "interface_name=lo", ""),
	    "!5 foreign\n");
	world_close(&w);
}

static void
selinux(void **state)
{
	const char *file;
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/x", "");
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_SELINUXBOOLEAN, "name~.", ""), "");
	world_file(&w, "root/sys/fs/selinux/booleans/one", "1 0");
	world_file(&w, "root/sys/fs/selinux/booleans/two", "x");
	assert_string_equal(items(&w, PROBE_SELINUXBOOLEAN, "name=one",
				"name current_status pending_status"),
	    "SELinux boolean one name=one current_status=true "
	    "pending_status=false\n");
	assert_string_equal(items(&w, PROBE_SELINUXBOOLEAN, "name=two", ""),
	    "SELinux boolean two ?2 (of another form)\n");
	assert_string_equal(items(&w, PROBE_SELINUXSECURITYCONTEXT,
				"filepath=/etc/x", "filename type"),
	    "/etc/x filename=x type=?1\n");
	file = arena_printf(&w.arena, "%s/root/etc/x", w.dir);
	if (setxattr(file, "security.selinux", "u_u:object_r:x_t:s0-s1:c0.c3",
		29, 0) == 0) {
		assert_string_equal(
		    items(&w, PROBE_SELINUXSECURITYCONTEXT, "filepath=/etc/x",
			"user role type low_sensitivity low_category "
			"high_sensitivity high_category rawhigh_category"),
		    "/etc/x user=u_u role=object_r type=x_t "
		    "low_sensitivity=s0 high_sensitivity=s1 "
		    "high_category=c0.c3 rawhigh_category=c0.c3\n");
		assert_int_equal(
		    setxattr(file, "security.selinux", "odd", 4, 0), 0);
		assert_string_equal(items(&w, PROBE_SELINUXSECURITYCONTEXT,
					"filepath=/etc/x", ""),
		    "/etc/x ?2 (its context is of another form)\n");
	}
	world_close(&w);
}

static void
apparmor(void **state)
{
	static const char *const status =
	    "Name:\tx\nUid:\t0\t0\t0\t0\nNSpid:\t1\n";
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/x", "");
	world_kind(&w, RT_HOST);
	assert_string_equal(items(&w, PROBE_APPARMORSTATUS, "", ""), "");
	world_file(&w, "root/sys/kernel/security/apparmor/profiles",
	    "/bin/a (enforce)\n/bin/b (complain)\nc (unconfined)\n");
	world_file(&w, "proc/1/status", status);
	world_file(&w, "proc/1/attr/current", "/bin/a (enforce)\n");
	world_file(&w, "proc/2/status", status);
	world_file(&w, "proc/2/attr/current", "unconfined\n");
	world_link(&w, "proc/2/exe", "/bin/b");
	world_file(&w, "proc/3/status", status);
	world_file(&w, "proc/3/attr/current", "unconfined\n");
	assert_string_equal(
	    items(&w, PROBE_APPARMORSTATUS, "",
		"loaded_profiles_count enforce_mode_profiles_count "
		"complain_mode_profiles_count processes_with_profiles_count "
		"enforce_mode_processes_count complain_mode_processes_count "
		"unconfined_processes_with_profiles_count"),
	    "AppArmor loaded_profiles_count=3 enforce_mode_profiles_count=1 "
	    "complain_mode_profiles_count=1 processes_with_profiles_count=2 "
	    "enforce_mode_processes_count=1 complain_mode_processes_count=0 "
	    "unconfined_processes_with_profiles_count=1\n");
	world_close(&w);
}

/* --- processes ------------------------------------------------------------ */

static void
process(struct world *w, const char *pid, const char *label, const char *caps)
{
	char name[64];

	snprintf(name, sizeof name, "proc/%s/status", pid);
	world_file(w, name,
	    arena_printf(&w->arena,
		"Name:\tweb\nUid:\t5\t33\t33\t33\nNSpid:\t%s\n%s", pid,
		caps));
	snprintf(name, sizeof name, "proc/%s/stat", pid);
	world_file(w, name,
	    arena_printf(&w->arena,
		"%s (web) S 1 4 9 0 -1 0 0 0 0 0 6000 100 0 0 25 5 1 0 100 "
		"0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0\n",
		pid));
	snprintf(name, sizeof name, "proc/%s/cmdline", pid);
	world_file(w, name, "web -d");
	snprintf(name, sizeof name, "proc/%s/attr/current", pid);
	world_file(w, name, label);
	snprintf(name, sizeof name, "proc/%s/loginuid", pid);
	world_file(w, name, "1000");
}

static void
processes(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/passwd", "web:x:33:33::/:/bin/sh\n");
	process(&w, "7", "system_u:system_r:web_t:s0-s0:c0.c9",
	    "CapEff:\t0000000000000401\n");
	process(&w, "8", "unconfined\n", "");
	world_file(&w, "proc/stat", "cpu 0\nbtime 1700000000\n");
	world_kind(&w, RT_HOST);
	assert_string_equal(
	    items(&w, PROBE_PROCESS58, "pid=7\tcommand_line~^web",
		"command_line pid ppid priority ruid user user_id loginuid "
		"session_id scheduling_class exec_time tty posix_capability "
		"selinux_domain_label"),
	    "process 7 (web) command_line=web -d pid=7 ppid=1 priority=25 "
	    "ruid=5 user=web user_id=33 loginuid=1000 session_id=9 "
	    "scheduling_class=TS exec_time=00:01:01 tty=? "
	    "posix_capability=CAP_CHOWN posix_capability=CAP_NET_BIND_SERVICE "
	    "selinux_domain_label=web_t\n");
	/* a label of another module; what is not told is none, or an error */
	assert_string_equal(
	    items(&w, PROBE_PROCESS58, "pid=8\tcommand_line~^web",
		"selinux_domain_label posix_capability start_time exec_shield"),
	    "process 8 (web) (its status does not tell) posix_capability=?2 "
	    "start_time=Nov_14 exec_shield=?1\n");
	world_close(&w);
}

/* When a process of the machine that started then did so, one second on. */
static const char *
start_time(struct world *w, time_t boot, char *form, char *day, size_t size)
{
	time_t then = boot + 1;
	struct tm tm;

	assert_non_null(gmtime_r(&then, &tm));
	strftime(form, size, "process 7 (web) start_time=%H:%M:%S\n", &tm);
	strftime(day, size, "process 7 (web) start_time=%b_%d\n", &tm);
	world_file(w, "proc/stat",
	    arena_printf(&w->arena, "cpu 0\nbtime %lld\n", (long long)boot));
	return items(
	    w, PROBE_PROCESS58, "pid=7\tcommand_line~^web", "start_time");
}

/* The time of today, else the day; a day of another year is not today. */
static void
starts(void **state)
{
	char form[64], day[64];
	const char *said;
	struct world w;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/passwd", "web:x:33:33::/:/bin/sh\n");
	process(&w, "7", "unconfined\n", "CapEff:\t0000000000000000\n");
	world_kind(&w, RT_HOST);
	said = start_time(&w, time(NULL) - 1, form, day, sizeof form);
	if (strcmp(said, day) != 0) /* as at midnight */
		assert_string_equal(said, form);
	assert_string_equal(start_time(&w, 1704412799, form, day, sizeof form),
	    "process 7 (web) start_time=Jan_05\n");
	said = start_time(
	    &w, time(NULL) - 365 * 86400, form, day, sizeof form);
	assert_string_equal(said, day);
	world_close(&w);
}

/* --- environments ------------------------------------------------------- */

static void
environments(void **state)
{
	const char *env =
	    "Config\":{\"Env\":[\"A=1\",\"B=x=y\",\"bad\",\"=z\"]}";
	struct world w;

	(void)state;
	assert_int_equal(setenv("AUDITC_TEST_ONE", "a=b", 1), 0);
	world_open(&w);
	world_kind(&w, RT_HOST);
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE58,
		"pid=!\tname=AUDITC_TEST_ONE", "pid name value"),
	    arena_printf(&w.arena,
		"environment AUDITC_TEST_ONE pid=%ld name=AUDITC_TEST_ONE "
		"value=a=b\n",
		(long)getpid()));
	assert_string_equal(items(&w, PROBE_ENVIRONMENTVARIABLE,
				"name~^AUDITC_TEST_.*$", "name value"),
	    "environment AUDITC_TEST_ONE name=AUDITC_TEST_ONE value=a=b\n");
	assert_string_equal(items(&w, PROBE_ENVIRONMENTVARIABLE58,
				"pid=!\tname=AUDITC_TEST_NONE", ""),
	    "");
	world_target(&w, world_container(&w, "stopped",
			     arena_printf(&w.arena, "\"%s", env)));
	w.options.force_root = "tar";
	assert_string_equal(items(&w, PROBE_ENVIRONMENTVARIABLE58,
				"pid=!\tname~.", "pid name value"),
	    "environment A pid=?1 name=A value=1\n"
	    "environment B pid=?1 name=B value=x=y\n");
	world_target(&w, NULL);
	w.target.kind = RT_IMAGE;
	w.target.image_json =
	    json_loads("{\"Config\":{\"Env\":[\"A=1\"]}}", 0, NULL);
	assert_string_equal(
	    items(&w, PROBE_ENVIRONMENTVARIABLE, "name=A", "value"),
	    "environment A value=1\n");
	json_decref(w.target.image_json);
	unsetenv("AUDITC_TEST_ONE");
	world_close(&w);
}

/* Another process, by its number; what is not its own is not told. */
static void
environment_of_a_process(void **state)
{
	char name[] = "sleep", time[] = "100", path[] = "PATH=/bin:/usr/bin",
	     empty[] = "EMPTY=", *const argv[] = { name, time, NULL },
	     *const envp[] = { path, empty, NULL };
	const char *found = "";
	struct world w;
	pid_t pid;
	int status;

	(void)state;
	world_open(&w);
	w.options.proc = "/proc";
	world_kind(&w, RT_HOST);
	pid = fork();
	if (pid == 0) {
		execvpe("sleep", argv, envp);
		_exit(1);
	}
	for (int i = 0; i < 500 && strstr(found, "EMPTY") == NULL; i++) {
		found = items(&w, PROBE_ENVIRONMENTVARIABLE58,
		    arena_printf(&w.arena, "pid=%ld\tname~.", (long)pid),
		    "name value");
		usleep(10000);
	}
	assert_string_equal(found,
	    "environment PATH name=PATH value=/bin:/usr/bin\n"
	    "environment EMPTY name=EMPTY value=\n");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	world_close(&w);
}

/* --- systemd ------------------------------------------------------------ */

static void
bus_pad(struct strbuf *b, size_t align)
{
	while (b->n % align != 0)
		strbuf_addch(b, '\0');
}

static void
bus_u32(struct strbuf *b, uint32_t x)
{
	bus_pad(b, 4);
	for (unsigned i = 0; i < 4; i++)
		strbuf_addch(b, (char)(x >> 8 * i & 0xff));
}

static void
bus_string(struct strbuf *b, const char *s)
{
	bus_u32(b, (uint32_t)strlen(s));
	strbuf_add(b, s, strlen(s) + 1);
}

static void
bus_signature(struct strbuf *b, const char *s)
{
	strbuf_addch(b, (char)strlen(s));
	strbuf_add(b, s, strlen(s) + 1);
}

/* An array whose elements begin at 8; its length comes when it ends. */
static size_t
bus_array(struct strbuf *b)
{
	bus_u32(b, 0);
	bus_pad(b, 8);
	return b->n;
}

static void
bus_end(struct strbuf *b, size_t start, size_t length_at)
{
	uint32_t n = (uint32_t)(b->n - start);

	for (unsigned i = 0; i < 4; i++)
		b->s[length_at + i] = (char)(n >> 8 * i & 0xff);
}

static void
bus_unit(struct strbuf *b, const char *name, const char *load)
{
	bus_pad(b, 8);
	bus_string(b, name);
	bus_string(b, "what it is");
	bus_string(b, load);
	for (unsigned i = 0; i < 3; i++)
		bus_string(b, "");
	bus_string(b, "/x");
	bus_u32(b, 7);
	bus_string(b, "");
	bus_string(b, "/");
}

static void
bus_property(struct strbuf *b, const char *name, const char *value)
{
	bus_pad(b, 8);
	bus_string(b, name);
	bus_signature(b, "s");
	bus_string(b, value);
}

static void
bus_list(struct strbuf *b, const char *name, const char *one, const char *two)
{
	size_t at, start;

	bus_pad(b, 8);
	bus_string(b, name);
	bus_signature(b, "as");
	bus_pad(b, 4);
	at = b->n;
	bus_u32(b, 0);
	start = b->n;
	bus_string(b, one);
	if (two != NULL)
		bus_string(b, two);
	bus_end(b, start, at);
}

/* The answer to a call; its signature. */
static const char *
bus_answer(struct strbuf *b, const char *call, size_t n)
{
	size_t start;

	if (memmem(call, n, "ListUnits", 9) != NULL &&
	    memmem(call, n, "ListUnitFiles", 13) == NULL) {
		start = bus_array(b);
		bus_unit(b, "cron.service", "loaded");
		bus_unit(b, "gone.service", "not-found");
		bus_unit(b, "multi.target", "loaded");
		bus_end(b, start, 0);
		return "a(ssssssouso)";
	}
	if (memmem(call, n, "ListUnitFiles", 13) != NULL) {
		start = bus_array(b);
		bus_pad(b, 8);
		bus_string(b, "/lib/systemd/system/cron.service");
		bus_string(b, "enabled");
		bus_pad(b, 8);
		bus_string(b, "/lib/systemd/system/getty@.service");
		bus_string(b, "enabled");
		bus_pad(b, 8);
		bus_string(b, "/etc/systemd/system/off.service");
		bus_string(b, "masked");
		bus_end(b, start, 0);
		return "a(ss)";
	}
	if (memmem(call, n, "LoadUnit", 8) != NULL) {
		bus_string(b, memmem(call, n, "multi.target", 12) != NULL
				  ? "/unit/multi"
			      : memmem(call, n, "basic.target", 12) != NULL
				  ? "/unit/basic"
				  : "/unit/other");
		return "o";
	}
	start = bus_array(b);
	if (memmem(call, n, "/unit/multi", 11) != NULL) {
		bus_list(b, "Requires", "basic.target", NULL);
		bus_list(b, "Wants", "cron.service", "basic.target");
		bus_list(b, "After", "other.service", NULL);
	} else if (memmem(call, n, "/unit/basic", 11) != NULL) {
		bus_list(b, "Wants", "timers.service", "multi.target");
	} else {
		bus_property(b, "ActiveState", "active");
		bus_list(b, "After", "a.target", "b.target");
		bus_property(b, "LoadState", "loaded");
	}
	bus_end(b, start, 0);
	return "a{sv}";
}

/* One call in, one answer out; false at the end. */
static bool
bus_serve(int fd, bool mangle)
{
	struct strbuf head = STRBUF_INIT, body = STRBUF_INIT;
	const char *signature;
	char call[4096];
	ssize_t n = recv(fd, call, sizeof call, 0);

	if (n < 16)
		return false;
	signature = bus_answer(&body, call, (size_t)n);
	if (mangle)
		body.n /= 2;
	strbuf_add(&head, "l\2\0\1", 4);
	bus_u32(&head, (uint32_t)body.n);
	bus_u32(&head, 1);
	bus_u32(&head, (uint32_t)(8 + 6 + strlen(signature)));
	strbuf_add(&head, "\5\1u\0", 4);
	strbuf_add(&head, call + 8, 4); /* the serial of the call */
	strbuf_add(&head, "\10\1g\0", 4);
	bus_signature(&head, signature);
	bus_pad(&head, 8);
	strbuf_add(&head, body.s, body.n);
	n = send(fd, head.s, head.n, MSG_NOSIGNAL);
	strbuf_free(&head);
	strbuf_free(&body);
	return n > 0;
}

/* A service at the root's socket, in a process of its own. */
static pid_t
bus_start(struct world *w, bool mangle)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;
	char greeting[200];
	pid_t pid;

	world_file(w, "root/run/systemd/system/x", "");
	snprintf(sun.sun_path, sizeof sun.sun_path,
	    "%s/root/run/systemd/private", w->dir);
	unlink(sun.sun_path);
	assert_int_equal(
	    bind(listener, (struct sockaddr *)&sun, sizeof sun), 0);
	assert_int_equal(listen(listener, 10), 0);
	pid = fork();
	if (pid == 0) {
		while ((fd = accept(listener, NULL, NULL)) >= 0) {
			if (recv(fd, greeting, sizeof greeting, 0) > 0 &&
			    send(fd, "OK 1234\r\n", 9, 0) == 9)
				while (bus_serve(fd, mangle))
					;
			close(fd);
		}
		_exit(0);
	}
	close(listener);
	return pid;
}

static void
systemd(void **state)
{
	struct world w;
	pid_t pid;

	(void)state;
	world_open(&w);
	world_file(&w, "root/etc/x", "");
	world_kind(&w, RT_HOST);
	assert_string_equal(
	    items(&w, PROBE_SYSTEMDUNITPROPERTY, "unit~.\tproperty~.", ""),
	    ""); /* it does not run */
	world_file(&w, "root/run/systemd/system/x", "");
	assert_memory_equal(
	    items(&w, PROBE_SYSTEMDUNITPROPERTY, "unit~.\tproperty~.", ""),
	    "!0 systemd cannot be asked: ", 28);
	pid = bus_start(&w, false);
	assert_string_equal(items(&w, PROBE_SYSTEMDUNITPROPERTY,
				"unit~^(cron|off|gone|getty@)\t"
				"property~^(ActiveState|After)$",
				"unit property value"),
	    "ActiveState of cron.service unit=cron.service "
	    "property=ActiveState value=active\n"
	    "After of cron.service unit=cron.service property=After "
	    "value=a.target value=b.target\n"
	    "ActiveState of off.service unit=off.service "
	    "property=ActiveState value=active\n"
	    "After of off.service unit=off.service property=After "
	    "value=a.target value=b.target\n");
	assert_string_equal(items(&w, PROBE_SYSTEMDUNITPROPERTY,
				"unit=none.service\tproperty=LoadState", ""),
	    "");
	assert_string_equal(items(&w, PROBE_SYSTEMDUNITDEPENDENCY,
				"unit=multi.target", "unit dependency"),
	    "dependencies of multi.target unit=multi.target "
	    "dependency=basic.target dependency=cron.service "
	    "dependency=timers.service dependency=multi.target\n");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	world_kind(&w, RT_HOST);
	pid = bus_start(&w, true);
	assert_string_equal(items(&w, PROBE_SYSTEMDUNITPROPERTY,
				"unit=cron.service\tproperty=LoadState", ""),
	    "!0 systemd, ListUnits: an answer of another form\n");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	world_kind(&w, RT_CONTAINER);
	assert_string_equal(
	    items(&w, PROBE_SYSTEMDUNITDEPENDENCY, "unit~.", ""),
	    "!4 foreign\n");
	world_close(&w);
}

/* --- a running container ------------------------------------------------ */

/* A process in namespaces of its own, its host name "inside"; -1: no right. */
static pid_t
container_start(int ready[2])
{
	pid_t pid;
	char c;

	if (pipe(ready) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		char ok = unshare(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWIPC |
				  CLONE_NEWNS) == 0 &&
				  sethostname("inside", 6) == 0 &&
				  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE,
				      NULL) == 0 &&
				  mount("inside", "/mnt", "tmpfs", MS_NOSUID,
				      "size=64k") == 0
			      ? 'y'
			      : 'n';
		FILE *f =
		    fopen("/proc/sys/net/ipv4/conf/all/shared_media", "w");

		if (f == NULL || fputs("0\n", f) < 0 || fclose(f) != 0)
			ok = 'n';
		if (write(ready[1], &ok, 1) == 1)
			pause();
		_exit(0);
	}
	close(ready[1]);
	if (pid < 0 || read(ready[0], &c, 1) != 1 || c != 'y') {
		if (pid > 0)
			kill(pid, SIGKILL);
		return -1;
	}
	return pid;
}

static void
container(void **state)
{
	struct utsname before, after;
	struct rt_container *c;
	struct world w;
	struct timespec now;
	char started[RT_TIME];
	int ready[2], status;
	pid_t pid;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(uname(&before), 0);
	pid = container_start(ready);
	if (pid < 0) {
		print_message("no namespaces to be had here\n");
		skip();
	}
	clock_gettime(CLOCK_REALTIME, &now);
	rt_time_text(now.tv_sec, started);
	world_open(&w);
	w.options.proc = "/proc";
	c = world_container(&w, "runs",
	    arena_printf(&w.arena,
		"\"State\":{\"Status\":\"running\",\"Running\":true,"
		"\"Pid\":%ld}",
		(long)pid));
	c->started_at = started;
	world_target(&w, c);
	assert_string_equal(items(&w, PROBE_UNAME, "", "node_name"),
	    "uname node_name=inside\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name=kernel.hostname", "value"),
	    "sysctl kernel.hostname value=inside\n");
	assert_string_equal(items(&w, PROBE_SYSCTL,
				"name=net.ipv4.conf.all.shared_media", "value"),
	    "sysctl net.ipv4.conf.all.shared_media value=0\n");
	assert_string_equal(
	    items(&w, PROBE_SYSCTL, "name~^net.ipv4.conf.all.shared_media$",
		"value"),
	    "sysctl net.ipv4.conf.all.shared_media value=0\n");
	assert_string_equal(items(&w, PROBE_PARTITION, "mount_point=/mnt",
				"device fs_type total_space"),
	    arena_printf(&w.arena,
		"mount /mnt device=inside fs_type=tmpfs total_space=%ld\n",
		65536 / sysconf(_SC_PAGESIZE)));
	assert_string_equal(items(&w, PROBE_INTERFACE, "name~.", "name"),
	    "interface lo name=lo\n");
	assert_int_equal(uname(&after), 0);
	assert_string_equal(after.nodename, before.nodename);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(ready[0]);
	world_close(&w);
}

/* A file in a directory of that name where scratch directories are. */
static int
scratch_left(struct world *w, const char *name, bool old, char **path)
{
	const struct timespec then[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	int fd, file;

	*path = arena_printf(&w->arena, "/tmp/auditc-scratch-%s-%d", name,
	    (int)getpid());
	assert_int_equal(mkdir(*path, 0700), 0);
	fd = open(*path, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	file = openat(fd, "x", O_WRONLY | O_CREAT, 0600);
	assert_true(file >= 0);
	close(file);
	if (old)
		assert_int_equal(futimens(fd, then), 0);
	return fd;
}

/* What ended workers left goes, what is in use or new stays. */
static void
scratch_directories(void **state)
{
	struct rt_scratch s;
	struct world w;
	char *stale, *used, *new;
	int fd;

	(void)state;
	world_open(&w);
	close(scratch_left(&w, "stale", true, &stale));
	close(scratch_left(&w, "new", false, &new));
	fd = scratch_left(&w, "used", true, &used);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_true(rt_scratch_open(&w.arena, &s));
	rt_scratch_close(&s);
	assert_int_not_equal(access(s.path, F_OK), 0);
	assert_int_not_equal(access(stale, F_OK), 0);
	assert_int_equal(access(used, F_OK), 0);
	assert_int_equal(access(new, F_OK), 0);
	close(fd);
	nftw(used, world_remove, 16, FTW_DEPTH | FTW_PHYS);
	nftw(new, world_remove, 16, FTW_DEPTH | FTW_PHYS);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rootfs),
		cmocka_unit_test(dpkg),
		cmocka_unit_test(dpkg_bad),
		cmocka_unit_test(dpkg_link),
		cmocka_unit_test(rpm),
		cmocka_unit_test(apk),
		cmocka_unit_test(runlevels),
		cmocka_unit_test(interfaces),
		cmocka_unit_test(listeners),
		cmocka_unit_test(packets),
		cmocka_unit_test(selinux),
		cmocka_unit_test(apparmor),
		cmocka_unit_test(sysctls),
		cmocka_unit_test(sysctl_none),
		cmocka_unit_test(unames),
		cmocka_unit_test(partitions),
		cmocka_unit_test(processes),
		cmocka_unit_test(starts),
		cmocka_unit_test(environments),
		cmocka_unit_test(environment_of_a_process),
		cmocka_unit_test(systemd),
		cmocka_unit_test(container),
		cmocka_unit_test(scratch_directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
