/*
 * The writers of XCCDF and ARF on content made by hand: what oscap accepts
 * and counts, what hostile evidence becomes, what a full disk leaves.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/rt.h"

#define NS "xccdf_org.example_"

static char dir[] = "/tmp/auditc-output-XXXXXX";

static const char head[] =
    "<cdf:Benchmark xmlns:cdf=\"http://checklists.nist.gov/xccdf/1.2\""
    " id=\"" NS "benchmark_demo\" resolved=\"true\">\n"
    "<cdf:status date=\"2026-01-01\">draft</cdf:status>\n"
    "<cdf:title>Demonstration</cdf:title>\n"
    "<cdf:description>Made for a test</cdf:description>\n"
    "<cdf:platform idref=\"cpe:2.3:a:docker:docker:*:*:*:*:*:*:*:*\"/>\n"
    "<cdf:version>1</cdf:version>\n"
    "<cdf:metadata>\n"
    "<dc:creator xmlns:dc=\"http://purl.org/dc/elements/1.1/\">us"
    "</dc:creator>\n"
    "<dc:publisher xmlns:dc=\"http://purl.org/dc/elements/1.1/\">us"
    "</dc:publisher>\n"
    "<dc:contributor xmlns:dc=\"http://purl.org/dc/elements/1.1/\">us"
    "</dc:contributor>\n"
    "<dc:source xmlns:dc=\"http://purl.org/dc/elements/1.1/\">us"
    "</dc:source>\n"
    "</cdf:metadata>\n"
    "<cdf:Profile id=\"" NS "profile_default_host\">\n"
    "<cdf:title>Host</cdf:title>\n</cdf:Profile>\n"
    "<cdf:Profile id=\"" NS "profile_default_container\">\n"
    "<cdf:title>Container</cdf:title>\n"
    "<cdf:select idref=\"" NS "rule_two\" selected=\"false\"/>\n"
    "</cdf:Profile>\n"
    "<cdf:Value id=\"" NS "value_ports\" type=\"number\" operator=\"equals\">\n"
    "<cdf:title>Ports</cdf:title>\n"
    "<cdf:description>Ports</cdf:description>\n"
    "<cdf:value>80</cdf:value>\n</cdf:Value>\n"
    "<cdf:Group id=\"" NS "group_one\" weight=\"10.0\">\n"
    "<cdf:title>One</cdf:title>\n<cdf:description>d</cdf:description>\n"
    "<cdf:Rule id=\"" NS "rule_one\" severity=\"high\" weight=\"10.0\""
    " selected=\"true\" role=\"full\">\n"
    "<cdf:version>DEMO-1</cdf:version>\n<cdf:title>First</cdf:title>\n"
    "<cdf:description>d</cdf:description>\n"
    "<cdf:ident system=\"http://cyber.mil/cci\">CCI-000366</cdf:ident>\n"
    "<cdf:check system=\"http://open-scap.org/page/SCE\">\n"
    "<cdf:check-content-ref href=\"checks/DEMO-1.sh\"/>\n</cdf:check>\n"
    "</cdf:Rule>\n</cdf:Group>\n"
    "<cdf:Group id=\"" NS "group_two\" weight=\"10.0\">\n"
    "<cdf:title>Two</cdf:title>\n<cdf:description>d</cdf:description>\n"
    "<cdf:Rule id=\"" NS "rule_two\" severity=\"low\" weight=\"5.0\""
    " selected=\"true\" role=\"full\">\n"
    "<cdf:version>DEMO-2</cdf:version>\n<cdf:title>Second</cdf:title>\n"
    "<cdf:description>d</cdf:description>\n"
    "<cdf:check system=\"http://open-scap.org/page/SCE\">\n"
    "<cdf:check-content-ref href=\"checks/DEMO-2.sh\"/>\n</cdf:check>\n"
    "</cdf:Rule>\n</cdf:Group>\n";

static const struct rt_ident cci[] = { { "http://cyber.mil/cci",
    "CCI-000366" } };
static const struct rt_group_info groups[] = { { "10.0", 0 }, { "10.0", 0 } };
static const struct rt_rule_info infos[] = {
	{ .id = NS "rule_one",
	    .version = "DEMO-1",
	    .title = "First",
	    .severity = "high",
	    .weight = "10.0",
	    .role = "full",
	    .ident = cci,
	    .nident = 1,
	    .script = (const uint32_t[]){ 1, 2, 0 },
	    .group = 1 },
	{ .id = NS "rule_two",
	    .version = "DEMO-2",
	    .title = "Second",
	    .severity = "low",
	    .weight = "5.0",
	    .script = (const uint32_t[]){ 1, 2, 0 },
	    .group = 2 },
};
static const struct ir_rule rules[] = {
	{ .id = NS "rule_one",
	    .name = "DEMO-1",
	    .target = 1u << IR_TARGET_CONTAINER,
	    .expr = IR_NONE,
	    .force = IR_XCCDF__MAX },
	{ .id = NS "rule_two",
	    .name = "DEMO-2",
	    .target = 1u << IR_TARGET_HOST,
	    .expr = IR_NONE,
	    .force = IR_XCCDF__MAX },
};
static const struct rt_profile_rule both[] = { { .selected = true },
	{ .selected = true } };
static const struct rt_profile_rule first[] = { { .selected = true },
	{ .selected = false } };
static const struct rt_profile profiles[] = {
	{ .id = "", .title = "", .rule = both, .base = IR_NONE },
	{ .id = NS "profile_default_host",
	    .title = "Host",
	    .rule = both,
	    .targets = 1u << IR_TARGET_HOST,
	    .base = 0 },
	{ .id = NS "profile_default_container",
	    .title = "Container",
	    .rule = first,
	    .targets = 1u << IR_TARGET_CONTAINER,
	    .base = 0 },
};
static const char *const eighty[] = { "80" };
static const struct rt_value_info values[] = {
	{ .id = NS "value_ports",
	    .name = "ports",
	    .title = "Ports",
	    .type = "number",
	    .value = eighty,
	    .nvalue = 1 },
};
static const struct rt_content content = {
	.benchmark_id = NS "benchmark_demo",
	.benchmark_version = "1",
	.benchmark_title = "Demonstration",
	.benchmark_href = "demo.xml",
	.benchmark_head = head,
	.nbenchmark_head = sizeof head - 1,
	.benchmark_tail = "</cdf:Benchmark>\n",
	.generator = "auditc 1.0",
	.unit = { .rule = rules, .nrule = 2 },
	.rule = infos,
	.group = groups,
	.ngroup = 2,
	.value = values,
	.nvalue = 1,
	.profile = profiles,
	.nprofile = 3,
};

static struct rt_container web = {
	.id = "0123456789ab", .name = "web", .image = "bb:1", .state = "running"
};
static struct rt_engine docker = { .kind = RT_DOCKER,
	.socket = "/run/docker.sock" };
static struct rt_target host_target = {
	.kind = RT_HOST, .name = "h.example.org", .label = "host"
};
static struct rt_target web_target = { .kind = RT_CONTAINER,
	.name = "h.example.org/web",
	.label = "container web",
	.engine = &docker,
	.container = &web };
static const char *eth_address[] = { "192.0.2.1", "2001:db8:0:0:0:0:0:1" };
static struct rt_interface eth = { "eth0", "02:00:00:00:00:01", eth_address,
	2 };
static const struct rt_machine machine = { .fqdn = "h.example.org",
	.hostname = "h",
	.cpe = "cpe:/o:debian:debian_linux:12",
	.os = "Debian GNU/Linux",
	.os_version = "12",
	.arch = "x86_64",
	.user = "root",
	.privileged = true,
	.iface = &eth,
	.niface = 1 };

static struct rt_evidence drift = { .result = IR_RESULT_FALSE,
	.drift = true,
	.where = "root.readonly",
	.expected = "equals true",
	.found = "fal\x1b[31mse \xff]]>&<\"" };

struct state {
	struct arena arena;
	struct rt_options options;
	struct rt_target_result result[2];
	struct rt_run run;
};

static int
setup(void **out)
{
	struct state *s = calloc(1, sizeof *s);
	struct rt_target_result *r;
	uint32_t i;

	for (i = 0; i < 2; i++) {
		r = &s->result[i];
		r->target = i == 0 ? &host_target : &web_target;
		r->result = arena_alloc(&s->arena, 2 * sizeof *r->result);
		rt_facts_add(&s->arena, &content, &machine, r);
	}
	s->result[0].result[0].result = IR_XCCDF_FAIL;
	s->result[0].result[0].message = "1 of 1 containers fail: web";
	s->result[0].result[1].result = IR_XCCDF_PASS;
	s->result[1].result[0].result = IR_XCCDF_FAIL;
	s->result[1].result[0].evidence = &drift;
	s->result[1].result[0].nevidence = 1;
	s->result[1].result[0].stdout_ = "a\x01"
					 "b";
	s->result[1].result[1].result = IR_XCCDF_NOTSELECTED;
	s->run.content = &content;
	s->run.options = &s->options;
	s->run.machine = &machine;
	s->run.result = s->result;
	s->run.nresult = 2;
	*out = s;
	return 0;
}

static int
teardown(void **p)
{
	struct state *s = *p;

	arena_free(&s->arena);
	free(s);
	return 0;
}

/* Exit status of a program run in `dir`, its output in dir/log. */
static int
run(const char *const *argv)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (chdir(dir) != 0 || freopen("log", "w", stdout) == NULL ||
		    dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
			_exit(126);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static char *
slurp(const char *name)
{
	struct strbuf b = STRBUF_INIT, path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, name);
	assert_true(file_read(path.s, 0, &b));
	strbuf_free(&path);
	return strbuf_detach(&b);
}

static const char *
in_dir(struct state *s, const char *name)
{
	return arena_printf(&s->arena, "%s/%s", dir, name);
}

static unsigned
count(const char *text, const char *what)
{
	unsigned n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static bool
have_oscap(void)
{
	return run((const char *const[]){ "oscap", "--version", NULL }) == 0;
}

static void
accepted(const char *const *argv)
{
	char *log;
	int status = run(argv);

	if (status != 0) {
		log = slurp("log");
		print_error("%s\n", log);
		free(log);
	}
	assert_int_equal(status, 0);
}

static void
test_xccdf(void **p)
{
	struct state *s = *p;
	char *text;

	assert_true(
	    rt_xccdf_write(&s->run, &s->result[0], in_dir(s, "host.xml")));
	assert_true(
	    rt_xccdf_write(&s->run, &s->result[1], in_dir(s, "web.xml")));
	text = slurp("host.xml");
	assert_int_equal(count(text, "<cdf:TestResult"), 1);
	assert_int_equal(count(text, "<cdf:rule-result "), 2);
	assert_int_equal(count(text, "<cdf:message severity=\"info\">"), 2);
	assert_null(strstr(text, "><cdf:rule-result"));
	assert_non_null(strstr(text,
	    "<cdf:fact type=\"string\" name=\"urn:scap:fact:asset:identifier:"
	    "host_name\">h</cdf:fact>"));
	assert_non_null(strstr(text,
	    "system=\"urn:xccdf:scoring:default\" maximum=\"100.000000\">"
	    "50.000000<"));
	assert_non_null(strstr(text,
	    "system=\"urn:xccdf:scoring:flat\" maximum=\"15.000000\">"
	    "5.000000<"));
	assert_non_null(
	    strstr(text, "test-system=\"cpe:/a:auditc:auditc:1.0\""));
	free(text);
	text = slurp("web.xml");
	assert_int_equal(count(text, "<cdf:rule-result "), 2);
	assert_int_equal(count(text, "<cdf:result>notselected<"), 1);
	assert_null(strchr(text, '\x1b'));
	assert_null(strchr(text, '\x01'));
	assert_non_null(strstr(text, "drift: root.readonly"));
	assert_non_null(strstr(text, "profile_default_container"));
	free(text);
	if (!have_oscap())
		skip();
	accepted((const char *const[]){
	    "oscap", "xccdf", "validate", "host.xml", NULL });
	/* One warning is wanted: oscap 1.3.7 refuses what has none. */
	text = slurp("log");
	assert_int_equal(count(text, "Warning"), 1);
	free(text);
	accepted((const char *const[]){
	    "oscap", "xccdf", "validate", "web.xml", NULL });
	accepted((const char *const[]){ "oscap", "info", "host.xml", NULL });
	accepted((const char *const[]){ "oscap", "xccdf", "generate", "report",
	    "--output", "host.html", "host.xml", NULL });
	text = slurp("host.html");
	assert_non_null(strstr(text, "1 of 1 containers fail: web"));
	assert_non_null(strstr(text, "1 passed"));
	assert_non_null(strstr(text, "1 failed"));
	free(text);
}

static void
test_arf(void **p)
{
	struct state *s = *p;
	char *text;

	assert_true(rt_arf_write(&s->run, s->result, 2, in_dir(s, "arf.xml")));
	text = slurp("arf.xml");
	assert_int_equal(count(text, "<cdf:Benchmark "), 1);
	assert_int_equal(count(text, "<cdf:TestResult "), 2);
	assert_int_equal(count(text, "<arf:asset "), 2);
	assert_int_equal(count(text, "type=\"arfvocab:isAbout\""), 2);
	free(text);
	assert_true(
	    rt_arf_write(&s->run, s->result + 1, 1, in_dir(s, "one.xml")));
	if (!have_oscap())
		skip();
	accepted((const char *const[]){
	    "oscap", "ds", "rds-validate", "arf.xml", NULL });
	accepted((const char *const[]){
	    "oscap", "ds", "rds-validate", "one.xml", NULL });
	accepted((const char *const[]){ "oscap", "info", "arf.xml", NULL });
	text = slurp("log");
	assert_non_null(strstr(text, "Asset: asset_0"));
	assert_non_null(strstr(text, "Asset: asset_2"));
	free(text);
	accepted((const char *const[]){ "oscap", "xccdf", "generate", "report",
	    "--output", "arf.html", "arf.xml", NULL });
	text = slurp("arf.html");
	assert_non_null(strstr(text, "1 failed"));
	free(text);
	accepted((const char *const[]){
	    "oscap", "ds", "rds-split", "arf.xml", "split", NULL });
	accepted((const char *const[]){ "oscap", "xccdf", "validate",
	    "--skip-schematron", "split/report.xml", NULL });
	accepted((const char *const[]){
	    "oscap", "ds", "sds-validate", "split/report-request.xml", NULL });
}

/* The previous file stays where the new one cannot be written. */
static void
test_full(void **p)
{
	struct state *s = *p;
	const char *path = in_dir(s, "kept");
	struct rt_file f;
	struct stat st;
	char *text;

	assert_true(file_replace(path, "old\n", 4, 0644));
	assert_true(rt_file_open(&f, path));
	close(f.place.fd);
	f.place.fd = open("/dev/full", O_WRONLY);
	strbuf_addstr(&f.b, "new\n");
	assert_false(rt_file_close(&f));
	text = slurp("kept");
	assert_string_equal(text, "old\n");
	free(text);
	assert_true(rt_file_open(&f, path));
	strbuf_addstr(&f.b, "new\n");
	assert_true(rt_file_close(&f));
	text = slurp("kept");
	assert_string_equal(text, "new\n");
	free(text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(rt_file_open(&f, in_dir(s, "none/x")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_xccdf, setup, teardown),
		cmocka_unit_test_setup_teardown(test_arf, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full, setup, teardown),
	};
	int status;

	if (mkdtemp(dir) == NULL)
		return 99;
	status = cmocka_run_group_tests(tests, NULL, NULL);
	if (getenv("KEEP") == NULL) {
		const char *argv[] = { "rm", "-rf", dir, NULL };

		if (fork() == 0)
			execvp("rm", (char *const *)(uintptr_t)argv);
		wait(NULL);
	} else
		print_message("kept %s\n", dir);
	return status;
}
