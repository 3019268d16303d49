/*
 * The command line and the configuration file: what is taken, what is refused
 * and with which words.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/rt.h"

static const struct rt_rule_info infos[] = {
	{ .id = "xccdf_t_rule_one", .version = "T-1", .severity = "unknown" },
	{ .id = "xccdf_t_rule_two", .version = "T-2", .severity = "low" },
};
static const struct ir_rule rules[] = { { .name = "T-1" }, { .name = "T-2" } };
static const struct rt_profile_rule one_only[] = {
	{ true, "high", "3.0", "unscored", NULL },
	{ .selected = false },
};
static const char *const text_80[] = { "80" }, *const text_90[] = { "90" };
static const char *const colours[] = { "red", "blue" };
static const char *const cold[] = { "blue", "grey" };
static const struct rt_value_limits p_port = { .lower_bound = "90",
	.upper_bound = "99" };
static const struct rt_value_limits p_colour = { .choice = cold, .nchoice = 2 };
static const struct rt_value_limits p_word = { .match = "[0-9]+" };
static const struct rt_profile_value p_values[] = {
	{ .value = text_90, .nvalue = 1, .limits = &p_port },
	{ .value = NULL },
	{ .limits = &p_colour },
	{ .limits = &p_word },
	{ .value = NULL },
};
static const struct rt_profile profiles[] = {
	{ .id = "", .base = IR_NONE },
	{ .id = "xccdf_t_profile_p",
	    .rule = one_only,
	    .value = p_values,
	    .base = IR_NONE },
	{ .id = "xccdf_t_profile_p_container",
	    .rule = one_only,
	    .value = p_values,
	    .targets = 1u << IR_TARGET_CONTAINER,
	    .base = 1 },
};
static const struct rt_value_info values[] = {
	{ .id = "xccdf_t_value_port",
	    .name = "port",
	    .type = "number",
	    .value = text_80,
	    .nvalue = 1,
	    .lower_bound = "1",
	    .upper_bound = "65535" },
	{ .id = "xccdf_t_value_flag", .name = "flag", .type = "boolean" },
	{ .id = "xccdf_t_value_colour",
	    .name = "colour",
	    .type = "string",
	    .choice = colours,
	    .nchoice = 2 },
	{ .id = "xccdf_t_value_word",
	    .name = "word",
	    .type = "string",
	    .match = "[a-z]+" },
	{ .id = "xccdf_t_value_fixed", .name = "fixed", .fixed = true },
};
static const struct rt_content content = {
	.unit = { .rule = rules, .nrule = 2 },
	.rule = infos,
	.value = values,
	.nvalue = 5,
	.profile = profiles,
	.nprofile = 3,
};

static char dir[] = "/tmp/auditc-options-XXXXXX";

/* Options of a line of words; what is said on stderr goes into *said. */
static bool
read_line(struct arena *a, struct rt_options *o, const char *line, char **said)
{
	char *argv[32] = { arena_strdup(a, "evaluate") };
	struct strbuf b = STRBUF_INIT;
	char *save = NULL, *word, *path;
	int argc = 1, saved = dup(STDERR_FILENO);
	bool ok;

	for (word = strtok_r(arena_strdup(a, line), " ", &save);
	     word != NULL && argc < 31; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	path = arena_printf(a, "%s/stderr", dir);
	assert_non_null(freopen(path, "w", stderr));
	ok = rt_options_read(a, &content, argc, argv, o);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_true(file_read(path, 0, &b));
	*said = arena_strdup(a, b.s);
	strbuf_free(&b);
	return ok;
}

static const struct {
	const char *line, *said; /* NULL: accepted */
} lines[] = {
	{ "", NULL },
	{ "host container:web image:x:1 rootfs:/srv", NULL },
	{ "-p p --rule T-1 --skip-rule one", NULL },
	{ "--profile xccdf_t_profile_p", NULL },
	{ "--set port=65535 --set xccdf_t_value_flag=true", NULL },
	{ "--set colour=blue --set word=abc", NULL },
	{ "--jobs 4 --timeout 5 --deadline 60", NULL },
	{ "--output-dir d --keep 3", NULL },
	{ "--rule T-9", "evaluate: no rule 'T-9'; see --list\n" },
	{ "--profile q", "evaluate: no profile 'q'; see --list\n" },
	{ "--set port", "evaluate: --set: VALUE=x is expected\n" },
	{ "--set port=0",
	    "evaluate: --set: '0' is below the lower bound: port\n" },
	{ "--set port=70000",
	    "evaluate: --set: '70000' is above the upper bound: port\n" },
	{ "--set port=8x", "evaluate: --set: '8x' is not a number: port\n" },
	{ "--set port=nan", "evaluate: --set: 'nan' is not a number: port\n" },
	{ "--set flag=maybe",
	    "evaluate: --set: 'maybe' is neither true nor false: flag\n" },
	{ "--set colour=green",
	    "evaluate: --set: 'green' is not among the choices: colour\n" },
	{ "--set word=ab1",
	    "evaluate: --set: 'ab1' does not match the value's pattern: "
	    "word\n" },
	{ "--set fixed=1",
	    "evaluate: --set: the benchmark prohibits changes of it: fixed\n" },
	{ "--set no=1", "evaluate: --set: no value 'no'\n" },
	/* what the profile's selectors chose counts, wherever it stands */
	{ "-p p --set port=95 --set colour=grey --set word=1", NULL },
	{ "--set colour=grey --set word=2 -p p", NULL },
	{ "-p p --set port=80",
	    "evaluate: --set: '80' is below the lower bound: port\n" },
	{ "--set port=100 -p p",
	    "evaluate: --set: '100' is above the upper bound: port\n" },
	{ "-p p --set colour=red",
	    "evaluate: --set: 'red' is not among the choices: colour\n" },
	{ "-p p --set colour=blue --set word=abc",
	    "evaluate: --set: 'abc' does not match the value's pattern: "
	    "word\n" },
	{ "--jobs 0",
	    "evaluate: --jobs: a number from 1 to 256 is expected\n" },
	{ "--jobs x",
	    "evaluate: --jobs: a number from 1 to 256 is expected\n" },
	{ "--keep 3", "evaluate: --keep needs --output-dir\n" },
	{ "--scripts --verify",
	    "evaluate: --scripts and --verify exclude each other\n" },
	{ "--proc proc",
	    "evaluate: --proc and --host-root take an absolute path\n" },
	{ "--nonsense", "evaluate: --nonsense: no such option; see --help\n" },
	{ "--arf", "evaluate: --arf: a value is expected; see --help\n" },
};

static void
test_lines(void **state)
{
	struct arena a = { NULL };
	struct rt_options o;
	char *said;
	size_t i;
	bool ok;

	(void)state;
	for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		ok = read_line(&a, &o, lines[i].line, &said);
		assert_string_equal(
		    said, lines[i].said != NULL ? lines[i].said : "");
		assert_int_equal(ok, lines[i].said == NULL);
	}
	arena_free(&a);
}

static void
test_selection(void **state)
{
	const char *const *text;
	struct arena a = { NULL };
	struct rt_options o;
	uint32_t n;
	char *said;

	(void)state;
	assert_true(read_line(&a, &o, "", &said));
	assert_true(o.selected[0] && o.selected[1]);
	assert_string_equal(rt_rule_severity(&content, 0, 0), "medium");
	assert_string_equal(rt_rule_weight(&content, 0, 0), "1.0");
	assert_string_equal(rt_value_text(&content, &o, 0, &n)[0], "80");
	/* a generated profile stands for the one it was made from */
	assert_true(read_line(&a, &o, "-p p_container", &said));
	assert_int_equal(o.profile_index, 1);
	assert_true(o.selected[0] && !o.selected[1]);
	assert_string_equal(rt_rule_severity(&content, 1, 0), "high");
	assert_string_equal(rt_rule_weight(&content, 1, 0), "3.0");
	assert_string_equal(rt_rule_role(&content, 1, 0), "unscored");
	assert_string_equal(rt_value_text(&content, &o, 0, &n)[0], "90");
	assert_int_equal(rt_profile_for(&content, 1, RT_CONTAINER), 2);
	assert_int_equal(rt_profile_for(&content, 1, RT_HOST), 1);
	/* repeated: a list */
	assert_true(read_line(
	    &a, &o, "-p p --set port=91 --set word=1 --set port=92", &said));
	text = rt_value_text(&content, &o, 0, &n);
	assert_int_equal(n, 2);
	assert_string_equal(text[0], "91");
	assert_string_equal(text[1], "92");
	assert_true(read_line(&a, &o, "--skip-rule one", &said));
	assert_true(!o.selected[0] && o.selected[1]);
	arena_free(&a);
}

static const struct {
	const char *text;
	unsigned mode;
	const char *said; /* behind the path; NULL: accepted */
} configs[] = {
	{ "", 0600, NULL },
	{ "# a comment\n\n  quiet = yes \njobs=3\n", 0644, NULL },
	{ "set = port=7\nset = port=8\nexclude = name=a\n", 0600, NULL },
	{ "arf = \"/tmp/a b\"", 0600, NULL },
	{ "colour = red\n", 0600, ":1: colour: no such option\n" },
	{ "\nquiet\n", 0600, ":2: key = value is expected\n" },
	{ "jobs = 0\n", 0600,
	    ":1: jobs: a number from 1 to 256 is expected\n" },
	{ "quiet = perhaps\n", 0600, ":1: quiet: yes or no is expected\n" },
	{ "set = port=0\n", 0600,
	    ":1: set: '0' is below the lower bound: port\n" },
	{ "config = x\n", 0600, ":1: config: only on the command line\n" },
	{ "arf =\n", 0600, ":1: arf: a value is expected\n" },
	{ "", 0620, ": can be written by others\n" },
	{ "", 0602, ": can be written by others\n" },
};

static void
test_config(void **state)
{
	struct arena a = { NULL };
	struct rt_options o;
	const char *path = arena_printf(&a, "%s/conf", dir), *line;
	char *said;
	size_t i;
	bool ok;

	(void)state;
	line = arena_printf(&a, "--config %s", path);
	for (i = 0; i < sizeof configs / sizeof configs[0]; i++) {
		assert_true(file_replace(path, configs[i].text,
		    strlen(configs[i].text), configs[i].mode));
		assert_int_equal(chmod(path, configs[i].mode), 0);
		ok = read_line(&a, &o, line, &said);
		assert_string_equal(said,
		    configs[i].said == NULL ? ""
					    : arena_printf(&a, "evaluate: %s%s",
						  path, configs[i].said));
		assert_int_equal(ok, configs[i].said == NULL);
	}
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 12345, 12345), 0);
		assert_int_equal(chmod(path, 0600), 0);
		assert_false(read_line(&a, &o, line, &said));
		assert_non_null(strstr(said, "belongs neither to root"));
	}
	assert_false(
	    read_line(&a, &o, arena_printf(&a, "--config %s", dir), &said));
	assert_non_null(strstr(said, "not a regular file"));
	arena_free(&a);
}

/* The command line wins: an option at a time, --set a value at a time. */
static void
test_precedence(void **state)
{
	static const char text[] = "quiet = no\njobs = 3\narf = file\n"
				   "set = port=7\nset = port=8\n"
				   "set = word=file\ntarget = host\n"
				   "exclude = name=file\n";
	const char *const *value;
	struct arena a = { NULL };
	struct rt_options o;
	const char *path = arena_printf(&a, "%s/conf", dir);
	uint32_t n;
	char *said;

	(void)state;
	assert_int_equal(unlink(path), 0);
	assert_true(file_replace(path, text, strlen(text), 0600));
	assert_true(read_line(&a, &o,
	    arena_printf(&a,
		"--config %s -q -j 5 --set port=1 --exclude name=a "
		"container:x",
		path),
	    &said));
	assert_true(o.quiet);
	assert_int_equal(o.jobs, 5);
	assert_string_equal(o.arf, "file");
	value = rt_value_text(&content, &o, 0, &n);
	assert_int_equal(n, 1);
	assert_string_equal(value[0], "1");
	assert_string_equal(rt_value_text(&content, &o, 3, &n)[0], "file");
	assert_int_equal(o.ntarget, 1);
	assert_string_equal(o.target[0], "container:x");
	assert_int_equal(o.nexclude, 1);
	assert_string_equal(o.exclude[0], "name=a");
	assert_true(
	    read_line(&a, &o, arena_printf(&a, "--config %s", path), &said));
	assert_false(o.quiet);
	assert_int_equal(o.ntarget, 1);
	value = rt_value_text(&content, &o, 0, &n);
	assert_int_equal(n, 2);
	arena_free(&a);
}

/* The words of a list: names that commas, spaces or lines part, in order. */
static char *
in_order(struct arena *a, const char *list, size_t n)
{
	const char *name[64];
	struct strbuf b = STRBUF_INIT;
	char *s = arena_strndup(a, list, n), *save = NULL, *word;
	uint32_t nname = 0, i, k;

	for (word = strtok_r(s, ", \n", &save); word != NULL;
	     word = strtok_r(NULL, ", \n", &save)) {
		assert_true(nname < 64);
		for (i = 0; i < nname && strcmp(name[i], word) < 0; i++)
			;
		for (k = nname++; k > i; k--)
			name[k] = name[k - 1];
		name[i] = word;
	}
	for (i = 0; i < nname; i++)
		strbuf_addf(&b, "%s ", name[i]);
	s = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return s;
}

/* The manual page says of each kind of target what the probes say. */
static void
test_manual(void **state)
{
	struct strbuf page = STRBUF_INIT;
	struct arena a = { NULL };
	char *said = NULL, *line, *save = NULL, *names;
	const char *from, *to;
	size_t n;
	FILE *f = open_memstream(&said, &n);

	(void)state;
	assert_non_null(f);
	rt_foreign_list(f, "");
	assert_int_equal(fclose(f), 0);
	assert_true(file_read("compiler/back/evaluate.1", 0, &page));
	for (line = strtok_r(said, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		names = strchr(line, ':');
		assert_non_null(names);
		*names++ = '\0';
		from = strstr(page.s, arena_printf(&a, ".It %s\n", line));
		assert_non_null(from);
		from = strchr(from, '\n');
		to = strstr(from, "\n.");
		assert_non_null(to);
		assert_string_equal(in_order(&a, from, (size_t)(to - from)),
		    in_order(&a, names, strlen(names)));
	}
	free(said);
	strbuf_free(&page);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_selection),
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_precedence),
	};
	struct strbuf path = STRBUF_INIT;
	int status;

	if (mkdtemp(dir) == NULL)
		return 99;
	status = cmocka_run_group_tests(tests, NULL, NULL);
	strbuf_addf(&path, "%s/conf", dir);
	unlink(path.s);
	strbuf_reset(&path);
	strbuf_addf(&path, "%s/stderr", dir);
	unlink(path.s);
	rmdir(dir);
	strbuf_free(&path);
	return status;
}
