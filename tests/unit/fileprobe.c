/* The probes of files, text, processes and commands: objects in, items out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/probe.h"

static char dir[] = "/tmp/auditc-probe-XXXXXX";

static void
put(const char *name, const char *text, size_t n, mode_t mode)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

static int
set_up(void **state)
{
	static const char *const dirs[] = { "etc", "etc/d", "etc/d/e",
		"etc/d/e/f", "home", "home/a" };
	char path[200];

	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	umask(022);
	for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, dirs[i]);
		if (mkdir(path, 0755) != 0)
			return -1;
	}
	put("etc/passwd", "root:x:0:0::/:\nweb:x:1000:50::/home/a:\n", 38,
	    0644);
	put("etc/group", "root:x:0:\nstaff:x:50:\n", 22, 0644);
	put("etc/conf", "a=1\n\n# b=2\nb = 3\na=4", 20, 0640);
	put("etc/nul", "x\0y=5\nz", 8, 0600);
	put("etc/latin", "caf\351=1\n", 7, 0600);
	put("etc/d/one.conf", "1", 1, 0644);
	put("etc/d/two.conf", "2", 1, 04711);
	put("etc/d/e/three.conf", "3", 1, 0644);
	put("etc/d/e/f/four.conf", "4", 1, 0644);
	put("home/a/new\nline", "n", 1, 0644);
	put("home/a/bad\377", "n", 1, 0644);
	snprintf(path, sizeof path, "%s/home/way", dir);
	if (symlink("/etc/d", path) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/etc/d/link", dir);
	if (symlink("../conf", path) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/etc/d/e/round", dir);
	if (symlink("..", path) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/etc/fifo", dir);
	if (mkfifo(path, 0600) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/etc/loop", dir);
	if (symlink("loop", path) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/etc/conf", dir);
	return geteuid() == 0 ? chown(path, 1000, 50) : 0;
}

static int
tear_down(void **state)
{
	const char *const argv[] = { "rm", "-rf", dir, NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	const char *why;

	(void)state;
	return rt_run(argv, NULL, 0, 100, &out, &err, &why);
}

/* ---- from one line of text to an object, from items to text ------------ */

struct fixture {
	struct arena arena;
	struct ir_unit unit;
	struct ir_entity entity[8];
	struct ir_behavior behavior[8];
	struct ir_object object;
	struct ir_state state;
	struct ir_entity asked[RT_FIELDS];
	struct rt_content content;
	struct rt_options options;
	struct rt_engines engines;
	struct rt_target target;
	struct rt_ctx ctx;
};

/* How the root is reached: as it comes, without openat2(2), or path by path. */
static enum { AS_IT_COMES, BY_HAND, BY_PATH, AT_REST } reached;

static size_t memory; /* for items; 0: as it comes */

static void
reach(struct fixture *f)
{
	static struct rt_root_ops ops;
	const char *why;

	f->options.force_root = reached == BY_HAND ? "walk" : NULL;
	if (reached == BY_PATH && rt_root_get(&f->ctx, &why) != NULL) {
		ops = *f->ctx.root->ops;
		f->ctx.root->ops = &ops;
	}
	if (reached == AT_REST && rt_root_get(&f->ctx, &why) != NULL)
		f->ctx.root->at_rest = true;
}

static enum ir_operation
operation(char c)
{
	return c == '~'   ? IR_OPERATION_PATTERN_MATCH
	       : c == '#' ? IR_OPERATION_NOT_EQUAL
	       : c == '^' ? IR_OPERATION_CASE_EQUALS
	       : c == '>' ? IR_OPERATION_GREATER_OR_EQUAL
			  : IR_OPERATION_EQUALS;
}

/* "field=value" or "field~pattern"; "@name=value" is a behavior; "!": nil. */
static void
add_word(struct fixture *f, const struct probe *p, char *word)
{
	size_t n = strcspn(word, "=~>#^");
	char op = word[n];
	struct ir_entity *e;

	word[n] = '\0';
	if (word[0] == '@') {
		f->behavior[f->object.nbehavior++] =
		    (struct ir_behavior){ word + 1, word + n + 1 };
		return;
	}
	e = &f->entity[f->object.nentity++];
	e->field = probe_field_find(p, word);
	assert_int_not_equal(e->field, UINT16_MAX);
	e->operation = operation(op);
	e->datatype = p->field[e->field].datatype;
	e->variable = IR_NONE;
	e->literal = word + n + 1;
	e->nil = strcmp(e->literal, "!") == 0;
}

/*
 * The probe's items for an object of words that tabs part, as text: where, and
 * the fields that are asked for (words that tabs part).
 */
static void
collect(const struct probe *p, enum rt_target_kind kind, const char *object,
    const char *fields, struct strbuf *out)
{
	struct fixture f = { 0 };
	struct rt_collection c = { .flag = RT_FLAG_COMPLETE };
	char *copy = base_strdup(object), *words = copy, *word;
	char *names = base_strdup(fields);

	while ((word = strsep(&words, "\t")) != NULL)
		add_word(&f, p, word);
	f.object.entity = f.entity;
	f.object.behavior = f.behavior;
	while (probes[f.object.probe] != p)
		f.object.probe++;
	f.state.probe = f.object.probe;
	f.state.entity = f.asked;
	for (const char *s = fields; *s != '\0'; s += *s != '\0') {
		size_t n = strcspn(s, "\t");

		f.asked[f.state.nentity++].field = probe_field_find(
		    p, arena_strndup(&f.arena, s, n));
		s += n;
	}
	f.unit.object = &f.object;
	f.unit.nobject = 1;
	f.unit.state = &f.state;
	f.unit.nstate = 1;
	f.content.unit = f.unit;
	f.options.proc = "/proc";
	f.target.kind = kind;
	f.target.rootfs = dir;
	f.ctx = (struct rt_ctx){ .arena = &f.arena,
		.content = &f.content,
		.options = &f.options,
		.engines = &f.engines,
		.target = &f.target,
		.memory = memory };
	reach(&f);
	p->collect(&f.ctx, &f.object, &c);
	strbuf_reset(out);
	if (c.flag != RT_FLAG_COMPLETE)
		strbuf_addf(out, "flag %d %s\n", c.flag, c.message);
	for (uint32_t i = 0; i < c.nitem; i++) {
		const struct rt_item *item = &c.item[i];

		strbuf_addstr(out, item->where);
		if (item->status != RT_EXISTS)
			strbuf_addf(out, " status %d", item->status);
		if (item->message != NULL)
			strbuf_addf(out, " (%s)", item->message);
		words = names;
		for (const char *s = names; *s != '\0';) {
			size_t n = strcspn(s, "\t");
			char *name = arena_strndup(&f.arena, s, n);
			uint16_t field = probe_field_find(p, name);
			const struct rt_value *v;

			assert_int_not_equal(field, UINT16_MAX);
			for (v = item->field[field]; v != NULL; v = v->next) {
				strbuf_addf(out, " %s=", name);
				strbuf_add(out, v->s, v->n);
				if (v->record != NULL)
					strbuf_addf(out, ":%s", v->record);
				if (v->status != RT_EXISTS)
					strbuf_addf(out, "?%d", v->status);
			}
			s += n + (s[n] != '\0');
		}
		strbuf_addch(out, '\n');
	}
	rt_root_close(&f.ctx);
	arena_free(&f.arena);
	free(copy);
	free(names);
}

struct probe_case {
	const char *object, *fields, *items;
};

static void
check(const struct probe *p, enum rt_target_kind kind,
    const struct probe_case *cases, size_t n)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < n; i++) {
		collect(p, kind, cases[i].object, cases[i].fields, &out);
		if (strcmp(out.s, cases[i].items) != 0)
			fail_msg("%s\n--- got\n%s--- expected\n%s",
			    cases[i].object, out.s, cases[i].items);
	}
	strbuf_free(&out);
}
#define CHECK(probe, kind, cases)                                              \
	check(probe, kind, cases, sizeof(cases) / sizeof(cases)[0])

/* ---- the tables -------------------------------------------------------- */

static void
files(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath=/etc/group", "filepath\tpath\tfilename\ttype\tsize",
		    "/etc/group filepath=/etc/group path=/etc filename=group "
		    "type=regular size=22\n" },
		{ "filepath=/etc/none", "type", "" },
		{ "filepath=/etc/group/x", "type", "" },
		{ "filepath=/etc/d", "type", "" },
		{ "filepath=/etc/d\t@follow=true",
		    "filepath\tpath\tfilename\ttype",
		    "/etc/d filepath=/etc/d path=/etc filename=d "
		    "type=directory\n" },
		{ "filepath=/etc/\t@follow=true", "path\tfilename\ttype",
		    "/etc path=/ filename=etc type=directory\n" },
		{ "filepath=/\t@follow=true", "filepath\tpath\ttype",
		    "/ path=/ type=directory\n" },
		{ "filepath=/etc/fifo", "type", "/etc/fifo type=fifo\n" },
		{ "filepath=/etc/loop", "type",
		    "/etc/loop type=symbolic link\n" },
		{ "filepath=/etc/loop\t@follow=true", "type",
		    "/etc/loop status 2 (too many links, or one of the "
		    "kernel's own in /proc)\n" },
		{ "filepath=/etc/d/link", "type\tsize",
		    "/etc/d/link type=symbolic link size=7\n" },
		{ "filepath=/etc/d/link\t@follow=true", "type\tsize",
		    "/etc/d/link type=regular size=20\n" },
		{ "filepath=relative", "type",
		    "flag 0 relative: not an absolute path\n" },
		{ "filepath=/etc/d/two.conf",
		    "mode\tsuid\tsgid\tsticky\turead\tuwrite\tuexec\tgread\t"
		    "gwrite\tgexec\toread\towrite\toexec",
		    "/etc/d/two.conf mode=2505 suid=true sgid=false "
		    "sticky=false uread=true uwrite=true uexec=true "
		    "gread=false gwrite=false gexec=true oread=false "
		    "owrite=false oexec=true\n" },
		{ "filepath=/etc/d/one.conf", "md5\thas_extended_acl",
		    "/etc/d/one.conf md5=c4ca4238a0b923820dcc509a6f75849b "
		    "has_extended_acl=false\n" },
		{ "glob=/etc/d/*.conf", "filename",
		    "/etc/d/one.conf filename=one.conf\n"
		    "/etc/d/two.conf filename=two.conf\n" },
		{ "glob=/etc/nothing*", "filename", "" },
		{ "path=/etc/d\tfilename=one.conf", "filepath",
		    "/etc/d/one.conf filepath=/etc/d/one.conf\n" },
		{ "path=/etc/d/\tfilename=e", "filepath", "" },
		{ "path=/etc/d\tfilename~^t.*conf$", "filepath",
		    "/etc/d/two.conf filepath=/etc/d/two.conf\n" },
		{ "path=/etc/d\tfilename#one.conf", "filename",
		    "/etc/d/link filename=link\n"
		    "/etc/d/two.conf filename=two.conf\n" },
		{ "path=/ETC/d\tfilename=one.conf", "filename", "" },
		{ "path^/ETC/d\tfilename^ONE.conf", "filepath",
		    "/etc/d/one.conf filepath=/etc/d/one.conf\n" },
		{ "path=/etc/d/\tfilename=!", "filepath\tpath\ttype",
		    "/etc/d path=/etc/d type=directory\n" },
		{ "path=/etc/conf\tfilename=!", "path", "" },
		{ "path=/etc/none/x\tfilename~.\t@recurse_direction=up",
		    "path", "" },
		{ "path=/etc/loop\tfilename~.\t@recurse_direction=up",
		    "path",
		    "flag 0 /etc/loop: too many links, or one of the kernel's "
		    "own in /proc\n" },
		{ "path=/etc/d/e/round\tfilename=!", "path\ttype",
		    "/etc/d/e/round path=/etc/d/e/round "
		    "type=symbolic link\n" },
		{ "path=/etc/d/e/round\tfilename~two", "filepath",
		    "/etc/d/e/round/two.conf "
		    "filepath=/etc/d/e/round/two.conf\n" },
		{ "path=/etc/none\tfilename~.*", "filepath", "" },
		{ "path~^/etc/d/.*\tfilename~r.conf$", "filepath",
		    "/etc/d/e/f/four.conf filepath=/etc/d/e/f/four.conf\n" },
		{ "path~^/etc/d/e$\tfilename~.*", "filename\ttype",
		    "/etc/d/e/round filename=round type=symbolic link\n"
		    "/etc/d/e/three.conf filename=three.conf "
		    "type=regular\n" },
		{ "path~^/etc/d(/e)?$\tfilename=!", "path",
		    "/etc/d path=/etc/d\n/etc/d/e path=/etc/d/e\n" },
		{ "filepath~^/etc/.*/t[^/]*$", "filepath",
		    "/etc/d/e/three.conf filepath=/etc/d/e/three.conf\n"
		    "/etc/d/two.conf filepath=/etc/d/two.conf\n" },
		{ "filepath~^/etc/d$", "filepath", "" },
		{ "filepath~two\\.conf$", "filepath",
		    "/etc/d/two.conf filepath=/etc/d/two.conf\n"
		    "/home/way/two.conf filepath=/home/way/two.conf\n" },
		{ "filepath~^/(etc/d/one|home/a/x).conf$|^/etc/gr", "filepath",
		    "/etc/d/one.conf filepath=/etc/d/one.conf\n"
		    "/etc/group filepath=/etc/group\n" },
		{ "filepath~/new\nline$", "filename",
		    "/home/a/new\nline filename=new\nline\n" },
		{ "path=/home/a\tfilename~.*", "filename",
		    "/home/a/bad\377 filename=bad\377\n"
		    "/home/a/new\nline filename=new\nline\n" },
		{ "path=/home/a\tfilename~^.*$", "filename",
		    "/home/a/bad\377 filename=bad\377\n" },
		{ "filepath~(", "filepath",
		    "flag 0 bad pattern \"(\": missing closing "
		    "parenthesis at 1\n" },
	};
	static const struct probe_case owners[] = {
		{ "filepath=/etc/conf", "owner\tgroup\tuser_id\tgroup_id\tmode",
		    "/etc/conf owner=web group=staff user_id=1000 group_id=50 "
		    "mode=416\n" },
	};

	(void)state;
	CHECK(&probe_file, RT_ROOTFS, cases);
	if (geteuid() == 0)
		CHECK(&probe_file, RT_ROOTFS, owners);
}

#define DOWN "\t@recurse_direction=down"

/* What is descended into, and how far. */
static void
recursion(void **state)
{
	static const struct probe_case cases[] = {
		{ "path=/etc/d\tfilename~conf$" DOWN
		  "\t@max_depth=-1\t@recurse=directories",
		    "filename",
		    "/etc/d/e/f/four.conf filename=four.conf\n"
		    "/etc/d/e/three.conf filename=three.conf\n"
		    "/etc/d/one.conf filename=one.conf\n"
		    "/etc/d/two.conf filename=two.conf\n" },
		{ "path=/etc/d\tfilename=three.conf" DOWN, "filename",
		    "/etc/d/e/three.conf filename=three.conf\n" },
		{ "path=/etc/d\tfilename~conf$" DOWN "\t@max_depth=1",
		    "filename",
		    "/etc/d/e/three.conf filename=three.conf\n"
		    "/etc/d/one.conf filename=one.conf\n"
		    "/etc/d/two.conf filename=two.conf\n" },
		{ "path=/etc/d\tfilename~conf$" DOWN "\t@max_depth=0",
		    "filename",
		    "/etc/d/one.conf filename=one.conf\n"
		    "/etc/d/two.conf filename=two.conf\n" },
		{ "path=/etc/d\tfilename=!" DOWN "\t@recurse=directories",
		    "path",
		    "/etc/d path=/etc/d\n/etc/d/e path=/etc/d/e\n"
		    "/etc/d/e/f path=/etc/d/e/f\n" },
		{ "path=/home\tfilename~one" DOWN "\t@recurse=directories",
		    "filepath", "" },
		{ "path=/home\tfilename~one" DOWN
		  "\t@recurse=symlinks and directories\t@max_depth=1",
		    "filepath",
		    "/home/way/one.conf filepath=/home/way/one.conf\n" },
		{ "path=/home\tfilename~conf$" DOWN "\t@recurse=symlinks",
		    "filepath",
		    "/home/way/one.conf filepath=/home/way/one.conf\n"
		    "/home/way/two.conf filepath=/home/way/two.conf\n" },
		{ "path=/etc/d/e/f\tfilename~^[ot].*conf$\t"
		  "@recurse_direction=up\t@max_depth=2",
		    "filepath",
		    "/etc/d/e/three.conf filepath=/etc/d/e/three.conf\n"
		    "/etc/d/one.conf filepath=/etc/d/one.conf\n"
		    "/etc/d/two.conf filepath=/etc/d/two.conf\n" },
		{ "path=/etc/d/e\tfilename=!\t@recurse_direction=up", "path",
		    "/ path=/\n/etc path=/etc\n/etc/d path=/etc/d\n"
		    "/etc/d/e path=/etc/d/e\n" },
		{ "path=/etc/d/../d/e\tfilename~^t" , "filepath",
		    "/etc/d/../d/e/three.conf "
		    "filepath=/etc/d/../d/e/three.conf\n" },
		{ "path=/../../etc/d\tfilename~^two", "filepath",
		    "/../../etc/d/two.conf filepath=/../../etc/d/two.conf\n" },
		{ "path=/etc\tfilename~x\t@recurse_direction=sideways",
		    "filepath", "flag 0 no recurse_direction: sideways\n" },
		{ "path=/etc\tfilename~x" DOWN "\t@max_depth=deep", "path",
		    "flag 0 max_depth deep is no number\n" },
		{ "path=/etc/d\tfilename~three" DOWN
		  "\t@recurse_file_system=defined",
		    "filename", "/etc/d/e/three.conf filename=three.conf\n" },
		{ "path=/etc/d\tfilename~three" DOWN
		  "\t@recurse_file_system=local",
		    "filename", "/etc/d/e/three.conf filename=three.conf\n" },
	};

	(void)state;
	for (reached = AS_IT_COMES; reached <= BY_PATH; reached++)
		CHECK(&probe_file, RT_ROOTFS, cases);
	reached = AS_IT_COMES;
}

/* Objects that share a walk find what each finds alone. */
static void
together(void **state)
{
	static const struct {
		const struct probe *probe;
		const char *object;
		uint32_t found;
	} ask[] = {
		{ &probe_file,
		    "path=/etc\tfilename~conf$" DOWN "\t@recurse=directories",
		    5 },
		{ &probe_file, "path=/etc/d\tfilename=!" DOWN, 3 },
		{ &probe_file, "path~^/etc/d(/e)*$\tfilename~^t", 2 },
		{ &probe_textfilecontent54,
		    "filepath~^/etc/d/.*\\.conf$\tpattern~.", 4 },
		{ &probe_filehash58,
		    "path=/home\tfilename~conf$" DOWN
		    "\t@max_depth=1\thash_type=MD5", 2 },
		{ &probe_file, "path=/home/way/e\tfilename~h", 1 },
		{ &probe_file, "path=/none/at/all\tfilename~.", 0 },
	};
	enum { N = sizeof ask / sizeof ask[0] };
	struct fixture one[N] = { 0 };
	struct ir_object object[N];
	struct ir_test test[N] = { 0 };
	struct ir_expr expr[N] = { 0 };
	struct ir_rule rule[N] = { 0 };
	struct fixture *f = &one[0];

	(void)state;
	for (uint32_t i = 0; i < N; i++) {
		char *copy = arena_strdup(&f->arena, ask[i].object), *word;

		while ((word = strsep(&copy, "\t")) != NULL)
			add_word(&one[i], ask[i].probe, word);
		object[i] = one[i].object;
		object[i].entity = one[i].entity;
		object[i].behavior = one[i].behavior;
		for (object[i].probe = 0; probes[object[i].probe] !=
					  ask[i].probe;)
			object[i].probe++;
		test[i].object = i;
		test[i].kernel = IR_NONE;
		expr[i].kind = IR_EXPR_TEST;
		expr[i].test = i;
		rule[i].expr = i;
	}
	f->content.unit = (struct ir_unit){ .object = object,
		.nobject = N,
		.test = test,
		.ntest = N,
		.expr = expr,
		.nexpr = N,
		.rule = rule,
		.nrule = N };
	f->options.proc = "/proc";
	f->target.kind = RT_ROOTFS;
	f->target.rootfs = dir;
	for (reached = AS_IT_COMES; reached <= BY_PATH; reached++) {
		f->ctx = (struct rt_ctx){ .arena = &f->arena,
			.content = &f->content,
			.options = &f->options,
			.engines = &f->engines,
			.target = &f->target };
		reach(f);
		for (uint32_t i = 0; i < N; i++) {
			const struct rt_collection *c = rt_collect(&f->ctx, i);

			if (c->nitem != ask[i].found)
				fail_msg("%s: %u items, way %d: %s",
				    ask[i].object, c->nitem, reached,
				    c->message);
		}
		rt_root_close(&f->ctx);
	}
	reached = AS_IT_COMES;
	arena_free(&f->arena);
}

/* A tree that is deeper than any path can be, and links without end. */
static void
deep(void **state)
{
	enum { LEVELS = 6000 };
	int top = open(dir, O_PATH | O_DIRECTORY), fd, next;
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_true(top >= 0);
	assert_int_equal(mkdirat(top, "deep", 0755), 0);
	fd = openat(top, "deep", O_PATH | O_DIRECTORY);
	for (int i = 0; i < LEVELS; i++) {
		assert_int_equal(mkdirat(fd, "x", 0755), 0);
		next = openat(fd, "x", O_PATH | O_DIRECTORY);
		assert_true(next >= 0);
		close(fd);
		fd = next;
	}
	next = openat(fd, "bottom", O_WRONLY | O_CREAT, 0600);
	assert_true(next >= 0);
	close(next);
	close(fd);
	assert_int_equal(symlinkat("..", top, "deep/a"), 0);
	assert_int_equal(symlinkat("../etc/..", top, "deep/b"), 0);
	assert_int_equal(symlinkat("/", top, "deep/z"), 0);
	collect(&probe_file, RT_ROOTFS,
	    "path=/deep\tfilename=bottom" DOWN "\t@recurse=directories",
	    "filename\tsize", &out);
	assert_non_null(strstr(out.s, "/x/bottom filename=bottom size=0\n"));
	assert_null(strstr(out.s, "flag"));
	collect(&probe_file, RT_ROOTFS,
	    "path=/deep\tfilename=four.conf" DOWN "\t@max_depth=5", "filename",
	    &out);
	assert_string_equal(out.s,
	    "/deep/a/etc/d/e/f/four.conf filename=four.conf\n"
	    "/deep/a/home/way/e/f/four.conf filename=four.conf\n"
	    "/deep/b/etc/d/e/f/four.conf filename=four.conf\n"
	    "/deep/b/home/way/e/f/four.conf filename=four.conf\n"
	    "/deep/z/etc/d/e/f/four.conf filename=four.conf\n"
	    "/deep/z/home/way/e/f/four.conf filename=four.conf\n");
	close(top);
	strbuf_free(&out);
}

/*
 * What is on a file system of the network's, or of a program's, is not local,
 * however it is named.
 */
static void
remote(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath=/net/a\t@recurse_file_system=local", "filename",
		    "" },
		{ "path=/net\tfilename=a\t@recurse_file_system=local",
		    "filename", "" },
		{ "path=/net/d\tfilename=!\t@recurse_file_system=local", "path",
		    "" },
		{ "path=/net\tfilename~.\t@recurse_file_system=local",
		    "filename", "" },
		{ "path=/net\tfilename=a", "filename",
		    "/net/a filename=a\n" },
		{ "path=/net\tfilename~.\t@recurse_file_system=all", "filename",
		    "/net/a filename=a\n" },
		{ "filepath=/etc/conf\t@recurse_file_system=local", "filename",
		    "/etc/conf filename=conf\n" },
		{ "filepath=/none/conf\t@recurse_file_system=local", "filename",
		    "" },
	};
	char net[100], what[104], options[100];
	int status, end[2];
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		snprintf(net, sizeof net, "%s/net", dir);
		if (pipe(end) != 0 || setpgid(0, 0) != 0 ||
		    mkdir(net, 0755) != 0)
			_exit(77);
		snprintf(options, sizeof options,
		    "fd=%d,pgrp=%d,minproto=5,maxproto=5,indirect", end[1],
		    (int)getpgrp());
		if (unshare(CLONE_NEWNS) != 0 ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
			_exit(77);
		if (mount("net", net, "autofs", 0, options) != 0)
			_exit(errno == ENODEV ? 0 : 77); /* no such kernel */
		snprintf(what, sizeof what, "%s/d", net);
		status = mkdir(what, 0755);
		snprintf(what, sizeof what, "%s/a", net);
		if (status != 0 || symlink("/etc/conf", what) != 0)
			_exit(1);
		CHECK(&probe_file, RT_ROOTFS, cases);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	snprintf(net, sizeof net, "%s/net", dir);
	rmdir(net);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

/* Links whose ways multiply: they are left in time, and the walk goes on. */
static void
maze(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath~^/maze/[a-z/]*/(x|end)$", "filename",
		    "flag 2 /maze/sys/a/a/b/a/a/b/b/b/a/a/a/a/b/b/a: too many "
		    "links to directories\n/maze/z/end filename=end\n" },
		{ "path=/maze\tfilename~^(x|end)$" DOWN
		  "\t@recurse=directories",
		    "filename", "/maze/z/end filename=end\n" },
		{ "path=/maze/sys\tfilename~^(x|end)$" DOWN
		  "\t@recurse=symlinks\t@max_depth=3",
		    "filename", "" },
	};
	int top = open(dir, O_PATH | O_DIRECTORY), end;
	char name[32], to[32];

	(void)state;
	assert_true(top >= 0);
	assert_int_equal(mkdirat(top, "maze", 0755), 0);
	assert_int_equal(mkdirat(top, "maze/z", 0755), 0);
	for (int i = 0; i < 17; i++) {
		snprintf(name, sizeof name, "maze/%d", i);
		snprintf(to, sizeof to, "../%d", i + 1);
		assert_int_equal(mkdirat(top, name, 0755), 0);
		for (char c = 'a'; c <= 'b' && i < 16; c++) {
			snprintf(name, sizeof name, "maze/%d/%c", i, c);
			assert_int_equal(symlinkat(to, top, name), 0);
		}
	}
	assert_int_equal(symlinkat("0", top, "maze/sys"), 0);
	end = openat(top, "maze/z/end", O_WRONLY | O_CREAT, 0600);
	assert_true(end >= 0);
	close(end);
	close(top);
	CHECK(&probe_file, RT_ROOTFS, cases);
}

static void
text(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath=/etc/conf\tpattern~^a=(\\d)\tinstance>1",
		    "instance\ttext\tsubexpression",
		    "/etc/conf instance=1 text=a=1 subexpression=1\n"
		    "/etc/conf instance=2 text=a=4 subexpression=4\n" },
		{ "filepath=/etc/conf\tpattern~^a=(\\d)\tinstance=2", "text",
		    "/etc/conf text=a=4\n" },
		{ "filepath=/etc/conf\tpattern~^a=(\\d)", "text",
		    "/etc/conf text=a=1\n" },
		{ "filepath=/etc/conf\tpattern~^.*$\tinstance>1", "text",
		    "/etc/conf text=a=1\n/etc/conf text=\n"
		    "/etc/conf text=# b=2\n/etc/conf text=b = 3\n"
		    "/etc/conf text=a=4\n" },
		{ "filepath=/etc/conf\tpattern~b\tinstance>1", "line",
		    "/etc/conf line=# b=2\n/etc/conf line=b = 3\n" },
		{ "filepath=/etc/conf\tpattern~^A=1$\t@ignore_case=true",
		    "text", "/etc/conf text=a=1\n" },
		{ "filepath=/etc/conf\tpattern~^b\t@multiline=false", "text",
		    "" },
		{ "filepath=/etc/conf\tpattern~3.a\t@singleline=true",
		    "text\tline", "/etc/conf text=3\na line=b = 3\na=4\n" },
		{ "filepath=/etc/conf\tpattern~(x)?(a)=(1)", "subexpression",
		    "/etc/conf subexpression=a subexpression=1\n" },
		{ "filepath=/etc/none\tpattern~.*", "text", "" },
		{ "filepath=/etc/fifo\tpattern~.*", "text",
		    "/etc/fifo status 2 (not a regular file)\n" },
		{ "filepath=/etc/latin\tpattern~caf.*$", "text",
		    "/etc/latin text=caf\351=1\n" },
		{ "filepath=/etc/latin\tpattern~\\x{263a}", "text",
		    "/etc/latin status 2 (it is no UTF-8, and the pattern is "
		    "none for bytes)\n" },
		{ "filepath=/etc/latin\tpattern~=1$", "line",
		    "/etc/latin line=caf\351=1\n" },
		{ "filepath=/etc/nul\tpattern~y=(\\d)", "text",
		    "/etc/nul text=y=5\n" },
		{ "glob=/etc/d/*.conf\tpattern~^\\d$", "text",
		    "/etc/d/one.conf text=1\n/etc/d/two.conf text=2\n" },
		{ "filepath=/etc/conf\tpattern~(", "text",
		    "flag 0 the pattern \"(\" is not one\n" },
		{ "glob=/etc/lon[fg]\tpattern~(?=(a*)).\tinstance>1", "instance",
		    "/etc/long instance=1\n/etc/long instance=2\n"
		    "/etc/long status 2 (the pattern matches too much)\n" },
		{ "filepath=/etc/long\tpattern~\\G(?:a{60000}){150}\t"
		  "instance>3",
		    "instance", "/etc/long instance=3\n/etc/long instance=4\n" },
	};
	const size_t nlong = (size_t)40 << 20;
	struct strbuf out = STRBUF_INIT;
	char *line = base_malloc(nlong), path[200];

	(void)state;
	memset(line, 'a', nlong);
	put("etc/long", line, nlong, 0644);
	free(line);
	put("etc/evil", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", 46,
	    0644);
	CHECK(&probe_textfilecontent54, RT_ROOTFS, cases);
	collect(&probe_textfilecontent54, RT_ROOTFS,
	    "filepath=/etc/evil\tpattern~^((a*)*)*\\1$", "text", &out);
	assert_non_null(strstr(out.s, "status 2 (the pattern takes too long"));
	snprintf(path, sizeof path, "%s/etc/long", dir);
	assert_int_equal(unlink(path), 0);
	strbuf_free(&out);
}

/* Items beyond what memory there is for them: an error of their object. */
static void
memory_ends(void **state)
{
	struct strbuf out = STRBUF_INIT, many = STRBUF_INIT;
	char path[200];

	(void)state;
	for (int i = 0; i < 2000; i++)
		strbuf_addf(&many, "%0999d\n", i);
	put("etc/many", many.s, many.n, 0644);
	strbuf_free(&many);
	memory = (size_t)1 << 20;
	collect(&probe_textfilecontent54, RT_ROOTFS,
	    "glob=/etc/m*y\tpattern~^.*$\tinstance>1", "instance", &out);
	assert_non_null(strstr(out.s, "/etc/many instance=1\n"));
	assert_non_null(strstr(out.s,
	    "/etc/many status 2 (the pattern matches too much)\n"));
	assert_null(strstr(out.s, "instance=2000"));
	memory = 1;
	collect(&probe_file, RT_ROOTFS, "glob=/etc/[a-z]*", "filename", &out);
	assert_non_null(strstr(out.s, "flag 0 there is no memory for more"));
	memory = 0;
	collect(&probe_textfilecontent54, RT_ROOTFS,
	    "glob=/etc/m*y\tpattern~^.*$\tinstance>1999", "instance", &out);
	assert_string_equal(
	    out.s, "/etc/many instance=1999\n/etc/many instance=2000\n");
	snprintf(path, sizeof path, "%s/etc/many", dir);
	assert_int_equal(unlink(path), 0);
	strbuf_free(&out);
}

/* The number is no name: where names cannot be read it is none of them. */
static void
nameless(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath=/etc/group", "owner",
		    "/etc/group (too many links, or one of the kernel's own in "
		    "/proc) owner=?2\n" },
	};
	char path[128], kept[128];

	(void)state;
	snprintf(path, sizeof path, "%s/etc/passwd", dir);
	snprintf(kept, sizeof kept, "%s/kept", dir);
	assert_int_equal(rename(path, kept), 0);
	assert_int_equal(symlink("loop", path), 0);
	CHECK(&probe_file, RT_ROOTFS, cases);
	assert_int_equal(rename(kept, path), 0);
}

/* What the kernel would show of a container that does not run. */
static void
at_rest(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath=/proc/sys/x\tpattern~.", "text",
		    "/proc/sys/x status 2 (it does not run: there is nothing of "
		    "the kernel's)\n" },
		{ "path=/proc/sys\tfilename~.\tpattern~.", "text",
		    "flag 0 /proc/sys: it does not run: there is nothing of "
		    "the kernel's\n" },
		{ "path=/sys\tfilename~.\tpattern~." DOWN, "text",
		    "flag 0 /sys: it does not run: there is nothing of "
		    "the kernel's\n" },
		{ "filepath~^/proc/sys/.*_forward$\tpattern~.", "text",
		    "flag 0 /proc/sys: it does not run: there is nothing of "
		    "the kernel's\n" },
		{ "path=/etc/d\tfilename=one.conf\tpattern~." DOWN, "text",
		    "/etc/d/one.conf text=1\n" },
		{ "filepath~^/e.*/four.conf$\tpattern~.", "text",
		    "/etc/d/e/f/four.conf text=4\n" },
	};
	/* whether it is one to a directory nobody can tell */
	static const struct probe_case link[] = {
		{ "filepath=/etc/kernel", "type",
		    "/etc/kernel status 2 (it does not run: there is nothing "
		    "of the kernel's)\n" },
	};
	char path[128];

	(void)state;
	snprintf(path, sizeof path, "%s/etc/kernel", dir);
	assert_int_equal(symlink("/proc/mounts", path), 0);
	reached = AT_REST;
	CHECK(&probe_textfilecontent54, RT_ROOTFS, cases);
	CHECK(&probe_file, RT_ROOTFS, link);
	reached = AS_IT_COMES;
	assert_int_equal(unlink(path), 0);
}

/* Accounts as NSS would take the lines. */
static void
accounts(void **state)
{
	static const char passwd[] = "root:x:0:0:A:/root:/bin/sh\n\n"
				     "#no:x:1:1::/:/\n \tweb:x:1000:50::/:/s\n"
				     "bad:x:-1:1::/:/s\nbad:x:1::/:/s\n"
				     "big:x:4294967296:1::/:/s\n"
				     ":x:5:5::/:/s\nshort:x:0:0\nthree:x:0\n"
				     "sign:x:\t+00:-0:\n+\n+::::::\n-a:x:\n"
				     "-b:y:3:\nend:x:7:7:::";
	static const char shadow[] = "root:$6$a$b:19000:0:99999:7:30:20000:\n"
				     "lock:!*:::::::\nbad:x:today::::::\n"
				     "min:$y$x\n";
	static const struct probe_case users[] = {
		{ "username~.*",
		    "username\tpassword\tuser_id\tgroup_id\tgcos\thome_dir\t"
		    "login_shell\tlast_login",
		    "user root username=root password=x user_id=0 group_id=0 "
		    "gcos=A home_dir=/root login_shell=/bin/sh last_login=-1\n"
		    "user web username=web password=x user_id=1000 group_id=50 "
		    "gcos= home_dir=/ login_shell=/s last_login=-1\n"
		    "user short username=short password=x user_id=0 "
		    "group_id=0 gcos= home_dir= login_shell= last_login=-1\n"
		    "user sign username=sign password=x user_id=0 group_id=0 "
		    "gcos= home_dir= login_shell= last_login=-1\n"
		    "user + username=+ password= user_id=0 group_id=0 "
		    "gcos= home_dir= login_shell= last_login=-1\n"
		    "user + username=+ password= user_id=0 group_id=0 "
		    "gcos= home_dir= login_shell= last_login=-1\n"
		    "user -b username=-b password=y user_id=3 group_id=0 "
		    "gcos= home_dir= login_shell= last_login=-1\n"
		    "user end username=end password=x user_id=7 group_id=7 "
		    "gcos= home_dir= login_shell= last_login=-1\n" },
		{ "username=web", "user_id", "user web user_id=1000\n" },
		{ "username=none", "user_id", "" },
	};
	static const struct probe_case ages[] = {
		{ "username~.*",
		    "chg_lst\tchg_allow\tchg_req\texp_warn\texp_inact\t"
		    "exp_date\tflag\tencrypt_method",
		    "user root chg_lst=19000 chg_allow=0 chg_req=99999 "
		    "exp_warn=7 exp_inact=30 exp_date=20000 flag= "
		    "encrypt_method=SHA-512\n"
		    "user lock chg_lst=-1 chg_allow=-1 chg_req=-1 exp_warn=-1 "
		    "exp_inact=-1 exp_date=-1 flag= encrypt_method=DES\n"
		    "user min chg_lst=-1 chg_allow=-1 chg_req=-1 exp_warn=-1 "
		    "exp_inact=-1 exp_date=-1 flag=\n" },
	};
	static const struct probe_case odd[] = {
		{ "username~.*", "user_id",
		    "flag 0 /etc/passwd: not a text\n" },
	};
	static const struct probe_case locked[] = {
		{ "username~.*", "chg_lst",
		    "flag 0 /etc/shadow: not a regular file\n" },
	};
	char path[200];

	(void)state;
	put("etc/passwd", passwd, sizeof passwd - 1, 0644);
	put("etc/shadow", shadow, sizeof shadow - 1, 0600);
	CHECK(&probe_password, RT_ROOTFS, users);
	CHECK(&probe_shadow, RT_ROOTFS, ages);
	put("etc/passwd", "a\0b:x:0:0:::\n", 13, 0644);
	CHECK(&probe_password, RT_ROOTFS, odd);
	snprintf(path, sizeof path, "%s/etc/shadow", dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("fifo", path), 0);
	CHECK(&probe_shadow, RT_ROOTFS, locked);
}

/* Where links lead, inside of the root. */
static void
links(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath=/etc/d/link", "filepath\tcanonical_path",
		    "/etc/d/link filepath=/etc/d/link "
		    "canonical_path=/etc/conf\n" },
		{ "filepath=/home/way/link", "canonical_path",
		    "/home/way/link canonical_path=/etc/conf\n" },
		{ "filepath=/home/way", "canonical_path",
		    "/home/way canonical_path=/etc/d\n" },
		{ "filepath=/home/climb", "canonical_path",
		    "/home/climb canonical_path=/etc\n" },
		{ "filepath=/home/top", "canonical_path",
		    "/home/top canonical_path=/\n" },
		{ "filepath=/home/lost", "canonical_path",
		    "/home/lost status 2 (it leads to nothing)\n" },
		{ "filepath=/etc/loop", "canonical_path",
		    "/etc/loop status 2 (too many links, or one of the "
		    "kernel's own in /proc)\n" },
		{ "filepath=/etc/conf", "canonical_path", "" },
		{ "filepath=/etc/none", "canonical_path", "" },
	};
	static const struct {
		const char *name, *to;
	} link[] = { { "climb", "../../../../etc" }, { "top", "/.." },
		{ "lost", "/etc/nothing/here" } };
	char path[200];

	(void)state;
	for (size_t i = 0; i < sizeof link / sizeof link[0]; i++) {
		snprintf(path, sizeof path, "%s/home/%s", dir, link[i].name);
		assert_int_equal(symlink(link[i].to, path), 0);
	}
	CHECK(&probe_symlink, RT_ROOTFS, cases);
}

/* FIPS 180-4 and RFC 1321 give these digests of "abc". */
static void
digests(void **state)
{
	static const struct probe_case cases[] = {
		{ "filepath=/etc/abc\thash_type~.*", "hash_type\thash",
		    "/etc/abc hash_type=MD5 "
		    "hash=900150983cd24fb0d6963f7d28e17f72\n"
		    "/etc/abc hash_type=SHA-1 "
		    "hash=a9993e364706816aba3e25717850c26c9cd0d89d\n"
		    "/etc/abc hash_type=SHA-224 hash=23097d223405d8228642a477bda"
		    "255b32aadbce4bda0b3f7e36c9da7\n"
		    "/etc/abc hash_type=SHA-256 hash=ba7816bf8f01cfea414140de5da"
		    "e2223b00361a396177a9cb410ff61f20015ad\n"
		    "/etc/abc hash_type=SHA-384 hash=cb00753f45a35e8bb5a03d699ac"
		    "65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baec"
		    "a134c825a7\n"
		    "/etc/abc hash_type=SHA-512 hash=ddaf35a193617abacc417349ae2"
		    "0413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c"
		    "23a3feebbd454d4423643ce80e2a9ac94fa54ca49f\n" },
		{ "path=/etc/d\tfilename~^[ol]\thash_type=MD5",
		    "filepath\thash",
		    "/etc/d/link filepath=/etc/d/link "
		    "hash=b62ab3205ad04c4c799e45308916cb24\n"
		    "/etc/d/one.conf filepath=/etc/d/one.conf "
		    "hash=c4ca4238a0b923820dcc509a6f75849b\n" },
		{ "filepath=/etc/fifo\thash_type=MD5", "hash", "" },
		{ "filepath=/etc/abc\thash_type=CRC", "hash", "" },
	};

	(void)state;
	put("etc/abc", "abc", 3, 0644);
	CHECK(&probe_filehash58, RT_ROOTFS, cases);
}

static void
xml(void **state)
{
	static const char doc[] =
	    "<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"/etc/abc\" ["
	    "<!ENTITY own \"in\"><!ENTITY ext SYSTEM \"file:///etc/passwd\">"
	    "<!ENTITY l \"xxxxxxxxxx\">]>"
	    "<a k='1'><b k='2'>one</b><b>two</b><c>&ext;</c>"
	    "<d><![CDATA[<raw>]]></d></a>";
	static const struct probe_case cases[] = {
		{ "filepath=/etc/x.xml\txpath=/a/b/text()",
		    "filepath\txpath\tvalue_of",
		    "/etc/x.xml filepath=/etc/x.xml xpath=/a/b/text() "
		    "value_of=one value_of=two\n" },
		{ "filepath=/etc/x.xml\txpath=//@k", "value_of",
		    "/etc/x.xml value_of=1 value_of=2\n" },
		{ "filepath=/etc/x.xml\txpath=/a/d/text()", "value_of",
		    "/etc/x.xml value_of=<raw>\n" },
		{ "filepath=/etc/x.xml\txpath=/a/none/text()", "value_of", "" },
		{ "filepath=/etc/x.xml\txpath=/a/c/text()", "value_of", "" },
		{ "filepath=/etc/x.xml\txpath=/a/b", "value_of",
		    "/etc/x.xml status 2 (the XPath gives more than text)\n" },
		{ "filepath=/etc/x.xml\txpath=count(//b)", "value_of",
		    "/etc/x.xml value_of=2\n" },
		{ "filepath=/etc/x.xml\txpath=string(/a/b[2])", "value_of",
		    "/etc/x.xml value_of=two\n" },
		{ "filepath=/etc/x.xml\txpath=/a[", "value_of",
		    "/etc/x.xml status 2 (the XPath cannot be evaluated)\n" },
		{ "filepath=/etc/x.xml\txpath=document('/etc/passwd')",
		    "value_of",
		    "/etc/x.xml status 2 (the XPath cannot be evaluated)\n" },
		{ "filepath=/etc/conf\txpath=/a", "value_of",
		    "/etc/conf status 2 (not well-formed XML)\n" },
		{ "filepath=/etc/fifo\txpath=/a", "value_of", "" },
		{ "path=/etc\tfilename~xml$\txpath=/a/@k", "filename\tvalue_of",
		    "/etc/x.xml filename=x.xml value_of=1\n" },
	};

	(void)state;
	put("etc/x.xml", doc, sizeof doc - 1, 0644);
	CHECK(&probe_xmlfilecontent, RT_ROOTFS, cases);
}

/* Nine lists, each of nine of the one before. */
static void
put_bomb(const char *path)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, "a:\n  a: &a [x,x,x,x,x,x,x,x,x]\n");
	for (char c = 'b'; c <= 'i'; c++) {
		strbuf_addf(&b, "  %c: &%c [", c, c);
		for (int i = 0; i < 9; i++)
			strbuf_addf(&b, "%s*%c", i > 0 ? "," : "", c - 1);
		strbuf_addstr(&b, "]\n");
	}
	put(path, b.s, b.n, 0644);
	strbuf_free(&b);
}

static void
yaml(void **state)
{
	struct strbuf anchors = STRBUF_INIT;
	char deep[1000];
	static const char doc[] =
	    "kind: Kettle\nauth:\n  anonymous: {enabled: False}\n"
	    "  x509: {clientCAFile: '/etc/ca'}\nport: 0x10\nmode: \"1\"\n"
	    "list: &l [a, 2, 3.5, ~]\nitems:\n- metadata: {name: one}\n"
	    "- metadata: {name: two}\nmap: {a: 1, b: [x, y]}\n"
	    "same: &s {k: v}\nalias: *s\nmaps: [{p: 1}, {p: 2}]\n"
	    "deep: [[1, 2], [3]]\nself: &me [*me]\n\"a.b\": dotted\n"
	    "tagged: [!!str 0x10, !!int 0x10, !!float 2, ! 0x10, !own 0x10]\n"
	    "wrong: !!int many\nagain: &s 0x11\nlater: *s\n"
	    "merged: {<<: *s, own: 1}\nquoted: {'<<': 1, own: 1}\n";
	static const struct probe_case cases[] = {
		{ "filepath=/etc/y\tyamlpath=.auth.anonymous.enabled",
		    "filepath\tyamlpath\tvalue",
		    "/etc/y filepath=/etc/y yamlpath=.auth.anonymous.enabled "
		    "value=false:#\n" },
		{ "filepath=/etc/y\tyamlpath=kind", "value",
		    "/etc/y value=Kettle:#\n" },
		{ "filepath=/etc/y\tyamlpath=$.port", "value",
		    "/etc/y value=16:#\n" },
		{ "filepath=/etc/y\tyamlpath=.auth.x509", "value",
		    "/etc/y value=/etc/ca:client^c^a^file\n" },
		{ "filepath=/etc/y\tyamlpath=['auth'].x509['clientCAFile']",
		    "value", "/etc/y value=/etc/ca:#\n" },
		{ "filepath=/etc/y\tyamlpath=.list", "value",
		    "/etc/y value=a:# value=2:# value=3.5:# value=~:#\n" },
		{ "filepath=/etc/y\tyamlpath=.list[:]", "value",
		    "/etc/y value=a:# value=2:# value=3.5:# value=~:#\n" },
		{ "filepath=/etc/y\tyamlpath=.list[0,2]", "value",
		    "/etc/y value=a:# value=3.5:#\n" },
		{ "filepath=/etc/y\tyamlpath=.items[:].metadata.name", "value",
		    "/etc/y value=one:# value=two:#\n" },
		{ "filepath=/etc/y\tyamlpath=.map", "value",
		    "/etc/y value=1:a value=x:b value=y:b\n" },
		{ "filepath=/etc/y\tyamlpath=.map['a',\"b\"]", "value",
		    "/etc/y value=1:a value=x:b value=y:b\n" },
		{ "filepath=/etc/y\tyamlpath=.alias.*", "value",
		    "/etc/y value=v:k\n" },
		{ "filepath=/etc/y\tyamlpath=.maps", "value",
		    "/etc/y value=1:p value=2:p\n" },
		{ "filepath=/etc/y\tyamlpath=.deep", "value",
		    "/etc/y value=1:# value=2:# value=3:#\n" },
		{ "filepath=/etc/y\tyamlpath=['a.b']", "value",
		    "/etc/y value=dotted:#\n" },
		{ "filepath=/etc/y\tyamlpath=.items", "value",
		    "/etc/y status 2 (the path gives more than a list or a "
		    "map of values)\n" },
		{ "filepath=/etc/y\tyamlpath=.self[:]", "value",
		    "/etc/y status 2 (the path gives lists in lists or "
		    "maps)\n" },
		{ "filepath=/etc/y\tyamlpath=.tagged", "value",
		    "/etc/y value=0x10:# value=16:# value=2:# value=0x10:# "
		    "value=0x10:#\n" },
		{ "filepath=/etc/y\tyamlpath=.wrong", "value",
		    "/etc/y status 2 (\"many\" is not what its tag says)\n" },
		{ "filepath=/etc/y\tyamlpath=.later", "value",
		    "/etc/y value=17:#\n" },
		{ "filepath=/etc/y\tyamlpath=.merged.own", "value",
		    "/etc/y value=1:#\n" },
		{ "filepath=/etc/y\tyamlpath=.merged.k", "value",
		    "/etc/y status 2 (a map has a merge key (<<) and not the "
		    "key that is asked for)\n" },
		{ "filepath=/etc/y\tyamlpath=.quoted.k", "value", "" },
		{ "content=a: [1, x]\tyamlpath=.a[0]",
		    "content\tyamlpath\tvalue",
		    "the object's own document content=a: [1, x] yamlpath=.a[0] "
		    "value=1:#\n" },
		{ "content=*a\tyamlpath=.a", "value",
		    "the object's own document status 2 (an alias without an "
		    "anchor)\n" },
		{ "filepath=/etc/y\tyamlpath=.none.at.all", "value", "" },
		{ "filepath=/etc/y\tyamlpath=.list[9]", "value", "" },
		{ "filepath=/etc/y\tyamlpath=.a..b", "value",
		    "flag 0 \".a..b\" is no YAML path\n" },
		{ "filepath=/etc/y\tyamlpath=.a[x]", "value",
		    "flag 0 \".a[x]\" is no YAML path\n" },
		{ "filepath=/etc/y\tyamlpath=.a['x'", "value",
		    "flag 0 \".a['x'\" is no YAML path\n" },
		{ "filepath=/etc/y\tyamlpath=&l[1]", "value",
		    "/etc/y value=2:#\n" },
		{ "filepath=/etc/y\tyamlpath=&s.k", "value",
		    "/etc/y status 2 (the path's anchor stands twice)\n" },
		{ "filepath=/etc/y\tyamlpath=&none", "value", "" },
		{ "filepath=/etc/y\tyamlpath=&", "value",
		    "flag 0 \"&\" is no YAML path\n" },
		{ "filepath=/etc/y\tyamlpath=&l&l", "value", "" },
		{ "filepath=/etc/bad.yml\tyamlpath=.a", "value",
		    "/etc/bad.yml status 2 (not YAML: line 2: did not find "
		    "expected ',' or '}')\n" },
		{ "filepath=/etc/two.yml\tyamlpath=.a", "value",
		    "/etc/two.yml value=1:# value=2:#\n" },
		{ "filepath=/etc/bomb.yml\tyamlpath=.a.i[:][:][:][:][:][:][:][:]", "value",
		    "/etc/bomb.yml status 2 (the path gives too much)\n" },
		{ "filepath=/etc/bomb.yml\tyamlpath=.a.a", "value",
		    "/etc/bomb.yml value=x:# value=x:# value=x:# value=x:# "
		    "value=x:# value=x:# value=x:# value=x:# value=x:#\n" },
		{ "filepath=/etc/deep.yml\tyamlpath=.a", "value",
		    "/etc/deep.yml status 2 (too deep or too much)\n" },
		{ "filepath=/etc/anchors.yml\tyamlpath=.a", "value",
		    "/etc/anchors.yml status 2 (too deep or too much)\n" },
		{ "filepath=/etc/empty.yml\tyamlpath=.a", "value", "" },
		{ "filepath=/etc/fifo\tyamlpath=.a", "value", "" },
	};

	(void)state;
	put("etc/y", doc, sizeof doc - 1, 0644);
	put("etc/bad.yml", "a: {b\n", 6, 0644);
	put("etc/two.yml", "a: 1\n---\na: 2\n", 14, 0644);
	put("etc/empty.yml", "", 0, 0644);
	put_bomb("etc/bomb.yml");
	strbuf_addstr(&anchors, "b: [x");
	for (unsigned i = 0; i < 1001; i++)
		strbuf_addf(&anchors, ", &n%u x", i);
	strbuf_addstr(&anchors, "]\na: 1\n");
	put("etc/anchors.yml", anchors.s, anchors.n, 0644);
	strbuf_free(&anchors);
	memset(deep, '[', sizeof deep);
	put("etc/deep.yml", deep, sizeof deep, 0644);
	CHECK(&probe_yamlfilecontent, RT_ROOTFS, cases);
}

static void
commands(void **state)
{
	static const struct probe_case cases[] = {
		{ "command=echo one; echo; echo two; exit 4",
		    "stdout\texit_status",
		    "output line 1 stdout=one exit_status=4\n"
		    "output line 2 stdout= exit_status=4\n"
		    "output line 3 stdout=two exit_status=4\n" },
		{ "command=true", "stdout", "" },
		{ "command=echo \"$1|$2\"\targ=a b\targ=$(id)", "stdout",
		    "output line 1 stdout=a b|$(id)\n" },
		{ "command=#! /bin/sh -e\nfalse\necho not here", "stdout", "" },
		{ "command=#!/bin/cat\nitself\targ=/dev/null", "stdout",
		    "output line 1 stdout=#!/bin/cat\n"
		    "output line 2 stdout=itself\n" },
		{ "command=nosuchcommand_", "stdout",
		    "flag 0 the command could not be run (status 127): sh: 1: "
		    "nosuchcommand_: not found\n" },
		{ "command=#!/nonexistent\n", "stdout",
		    "flag 0 the command: No such file or directory\n" },
		{ "command=echo x; kill -9 $$", "stdout",
		    "flag 0 the command died: Killed\n" },
		{ "command=echo x; sleep 60\t@timeout=1", "stdout",
		    "flag 0 the command: timed out\n" },
		{ "command=yes | head -c 5000000", "stdout",
		    "flag 0 the command prints more than 4194304 bytes\n" },
		{ "command=env", "stdout",
		    "output line 1 stdout=PATH=/usr/local/sbin:/usr/local/bin:"
		    "/usr/sbin:/usr/bin:/sbin:/bin\n"
		    "output line 2 stdout=PWD=/\n" },
	};
	static const struct probe_case elsewhere[] = {
		{ "command=true", "stdout",
		    "flag 4 commands run on the host only\n" },
	};

	(void)state;
	CHECK(&probe_command, RT_HOST, cases);
	CHECK(&probe_command, RT_ROOTFS, elsewhere);
	CHECK(&probe_command, RT_CONTAINER, elsewhere);
	CHECK(&probe_command, RT_IMAGE, elsewhere);
}

static void
processes(void **state)
{
	static const struct probe_case elsewhere[] = {
		{ "comm=x", "comm",
		    "flag 5 what does not run has no processes\n" },
	};
	struct strbuf out = STRBUF_INIT;
	char object[64], expected[200];
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		execlp("sleep", "sleep", "77", (char *)NULL);
		_exit(1);
	}
	for (int i = 0; i < 200 && (out.n == 0 ||
				       strstr(out.s, "sleep 77") == NULL);
	     i++) {
		snprintf(object, sizeof object, "pid=%d\tcomm=sleep", pid);
		collect(&probe_process58, RT_HOST, object,
		    "comm\tcommand_line\tpid\tppid\truid", &out);
		usleep(10000);
	}
	snprintf(expected, sizeof expected,
	    "process %d (sleep) comm=sleep command_line=sleep 77 pid=%d "
	    "ppid=%d ruid=%u\n",
	    pid, pid, getpid(), getuid());
	assert_string_equal(out.s, expected);
	collect(
	    &probe_process58, RT_HOST, "command_line~^sleep 77$", "comm", &out);
	assert_non_null(strstr(out.s, "comm=sleep"));
	collect(&probe_process58, RT_HOST, "comm=nosuchprocess_", "comm", &out);
	assert_string_equal(out.s, "");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	strbuf_free(&out);
	CHECK(&probe_process58, RT_ROOTFS, elsewhere);
}

/* An ordinary user before a /proc that hides what is not his. */
static void
hidden_processes(void **state)
{
	struct strbuf out = STRBUF_INIT;
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		if (unshare(CLONE_NEWNS) != 0 ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
		    mount("proc", "/proc", "proc", 0, "hidepid=2") != 0 ||
		    setuid(65534) != 0)
			_exit(77);
		collect(&probe_process58, RT_HOST, "comm=nosuchprocess_",
		    "comm", &out);
		_exit(strcmp(out.s,
			  "flag 0 processes of others are hidden "
			  "(hidepid)\n") != 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

/* Every field is told of, and no probe has more than an item can hold. */
static void
fields(void **state)
{
	static const struct probe *const all[] = { &probe_file,
		&probe_textfilecontent54, &probe_process58, &probe_command,
		&probe_password, &probe_shadow, &probe_symlink,
		&probe_filehash58, &probe_xmlfilecontent,
		&probe_yamlfilecontent };

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		uint16_t n = 0;

		for (; all[i]->field[n].name != NULL; n++) {
			assert_non_null(all[i]->field[n].doc);
			assert_int_equal(
			    probe_field_find(all[i], all[i]->field[n].name), n);
		}
		assert_true(n <= RT_FIELDS);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields),
		cmocka_unit_test(files),
		cmocka_unit_test(recursion),
		cmocka_unit_test(together),
		cmocka_unit_test(deep),
		cmocka_unit_test(remote),
		cmocka_unit_test(maze),
		cmocka_unit_test(text),
		cmocka_unit_test(memory_ends),
		cmocka_unit_test(nameless),
		cmocka_unit_test(at_rest),
		cmocka_unit_test(links),
		cmocka_unit_test(digests),
		cmocka_unit_test(xml),
		cmocka_unit_test(yaml),
		cmocka_unit_test(commands),
		cmocka_unit_test(processes),
		cmocka_unit_test(hidden_processes),
		cmocka_unit_test(accounts),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
