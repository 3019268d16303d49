/* base: quoting proven over all bytes by the languages themselves, and the
 * small containers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

/* Every byte but NUL, the awkward ones twice and next to each other. */
static void
all_bytes(struct strbuf *b)
{
	int c;

	for (c = 1; c < 256; c++)
		strbuf_addch(b, c);
	strbuf_addstr(b, "''\\'\"?\?=\n\n0007 $(id) `id` %s *?[a]\\");
}

/* Standard output of `argv`. */
static void
output_of(char *const argv[], struct strbuf *out)
{
	char buf[4096];
	int fd[2], st;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(fd[1], STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(fd[1]);
	while ((n = read(fd[0], buf, sizeof buf)) > 0)
		strbuf_add(out, buf, (size_t)n);
	close(fd[0]);
	assert_int_equal(waitpid(pid, &st, 0), pid);
	assert_int_equal(st, 0);
}

static void
quote_sh_all_bytes(void **state)
{
	static const char *const shells[] = { "dash", "bash", "busybox" };
	struct strbuf in = STRBUF_INIT, cmd = STRBUF_INIT, out = STRBUF_INIT;
	size_t i;

	(void)state;
	all_bytes(&in);
	strbuf_addstr(&cmd, "printf %s ");
	quote_sh(&cmd, in.s);
	for (i = 0; i < sizeof shells / sizeof *shells; i++) {
		char sh[16], a1[16] = "sh", c[3] = "-c";
		char *argv[5] = { sh, c, cmd.s, NULL, NULL };

		snprintf(sh, sizeof sh, "%s", shells[i]);
		if (strcmp(sh, "busybox") == 0) {
			argv[1] = a1;
			argv[2] = c;
			argv[3] = cmd.s;
		}
		strbuf_reset(&out);
		output_of(argv, &out);
		assert_int_equal(out.n, in.n);
		assert_memory_equal(out.s, in.s, in.n);
	}
	strbuf_free(&in);
	strbuf_free(&cmd);
	strbuf_free(&out);
}

static void
quote_c_all_bytes(void **state)
{
	struct strbuf in = STRBUF_INIT, src = STRBUF_INIT, out = STRBUF_INIT;
	char dir[] = "/tmp/quoteXXXXXX", c[64], exe[64];
	char name[] = "cc", std[] = "-std=c11", tri[] = "-trigraphs", o[] = "-o";
	char *cc[] = { name, std, tri, o, exe, c, NULL };
	char *run[] = { exe, NULL };

	(void)state;
	all_bytes(&in);
	strbuf_addch(&in, 0);
	strbuf_addstr(&in, "12");
	assert_non_null(mkdtemp(dir));
	snprintf(c, sizeof c, "%s/q.c", dir);
	snprintf(exe, sizeof exe, "%s/q", dir);
	strbuf_addstr(&src, "#include <stdio.h>\nstatic const char s[] =\n");
	quote_c_n(&src, in.s, in.n);
	strbuf_addstr(&src, ";\nint main(void) { return "
			    "fwrite(s, 1, sizeof s - 1, stdout) == 0; }\n");
	assert_true(file_replace(c, src.s, src.n, 0600));
	output_of(cc, &out);
	output_of(run, &out);
	assert_int_equal(out.n, in.n);
	assert_memory_equal(out.s, in.s, in.n);
	unlink(c);
	unlink(exe);
	rmdir(dir);
	strbuf_free(&in);
	strbuf_free(&src);
	strbuf_free(&out);
}

/* What libxml2 reads back: the bytes, or U+FFFD for each that XML cannot. */
static void
xml_round(const char *s, const char *expected)
{
	struct strbuf b = STRBUF_INIT;
	xmlDocPtr doc;
	xmlChar *text, *attr;

	strbuf_addstr(&b, "<a b=\"");
	quote_xml(&b, s);
	strbuf_addstr(&b, "\">");
	quote_xml(&b, s);
	strbuf_addstr(&b, "</a>");
	doc = xmlReadMemory(b.s, (int)b.n, "t", "UTF-8", XML_PARSE_NONET);
	assert_non_null(doc);
	text = xmlNodeGetContent(xmlDocGetRootElement(doc));
	assert_string_equal((const char *)text, expected);
	attr = xmlGetProp(xmlDocGetRootElement(doc), (const xmlChar *)"b");
	assert_int_equal(strlen((const char *)attr), strlen(expected));
	xmlFree(text);
	xmlFree(attr);
	xmlFreeDoc(doc);
	strbuf_free(&b);
}

static void
quote_xml_all_bytes(void **state)
{
	char one[2] = { 0, 0 };
	int c;

	(void)state;
	for (c = 1; c < 256; c++) {
		bool xml = c >= 0x20 || c == '\t' || c == '\n' || c == '\r';

		one[0] = (char)c;
		xml_round(one, c < 0x80 && xml ? one : "\xEF\xBF\xBD");
	}
	xml_round("]]>&amp;<![CDATA[", "]]>&amp;<![CDATA[");
	xml_round("h\xC3\xA9\xF0\x9F\x90\xB3", "h\xC3\xA9\xF0\x9F\x90\xB3");
	xml_round("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	xml_round("\xEF\xBF\xBE", "\xEF\xBF\xBD");
	xml_round("\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void
arena_and_vectors(void **state)
{
	struct arena a = { NULL };
	uint32_t *v = NULL, n = 0, i;
	unsigned char *big;

	(void)state;
	for (i = 0; i < 10000; i++) {
		uint32_t *p = VEC_PUSH(&a, v, n);

		assert_int_equal(*p, 0);
		*p = i;
	}
	for (i = 0; i < n; i++)
		assert_int_equal(v[i], i);
	big = arena_alloc(&a, 1 << 20);
	for (i = 0; i < 1 << 20; i++)
		assert_int_equal(big[i], 0);
	assert_string_equal(arena_printf(&a, "%s-%d", "x", 7), "x-7");
	assert_null(arena_strdup(&a, NULL));
	arena_free(&a);
	assert_null(a.last);
}

static void
numbers_and_text(void **state)
{
	int64_t n = 5;

	(void)state;
	assert_true(str_to_int64("9223372036854775807", &n));
	assert_true(n == INT64_MAX);
	assert_true(str_to_int64("-9223372036854775808", &n));
	assert_true(n == INT64_MIN);
	assert_false(str_to_int64("9223372036854775808", &n));
	assert_false(str_to_int64("-9223372036854775809", &n));
	assert_false(str_to_int64("", &n));
	assert_false(str_to_int64("-", &n));
	assert_false(str_to_int64("1x", &n));
	assert_false(str_to_int64(" 1", &n));
	assert_true(n == INT64_MIN);
	assert_true(str_eq_nocase("AbC", "aBc"));
	assert_false(str_eq_nocase("AbC", "aBcd"));
	assert_true(str_ends("a.xml", ".xml"));
	assert_false(str_ends("l", ".xml"));
	assert_true(utf8_valid("", 0));
	assert_false(utf8_valid("a\0b", 3));
}

static void
diagnostics(void **state)
{
	struct strbuf b = STRBUF_INIT;
	struct srcpos pos = { "a\n\x1b[1m.xml", 150000 };

	(void)state;
	diag_sink(&b);
	diag_reset();
	diag(DIAG_ID_XML_SYNTAX, pos, "%s", "tag \x07\xC2\x9B\xFFz");
	assert_int_equal(diag_highest(), DIAG_ERROR);
	assert_int_equal(diag_count(DIAG_ERROR), 1);
	diag_sink(NULL);
	diag_reset();
	assert_string_equal(b.s,
	    "a\\x0A\\x1B[1m.xml:150000: error: not well-formed XML: "
	    "tag \\x07\\xC2\\x9B\\xFFz\n");
	assert_int_equal(diag_highest(), DIAG_NOTE);
	strbuf_free(&b);
}

static void
files(void **state)
{
	char dir[] = "/tmp/filesXXXXXX", path[64], fifo[64];
	struct strbuf b = STRBUF_INIT, said = STRBUF_INIT;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/f", dir);
	snprintf(fifo, sizeof fifo, "%s/fifo", dir);
	assert_true(file_replace(path, "one", 3, 0600));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(file_read(path, 0, &b));
	assert_string_equal(b.s, "one");
	diag_sink(&said);
	assert_false(file_read(path, 2, &b));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_false(file_read(fifo, 0, &b));
	assert_false(file_replace("/nonexistent/f", "x", 1, 0600));
	assert_false(file_read(dir, 0, &b));
	diag_sink(NULL);
	diag_reset();
	unlink(path);
	unlink(fifo);
	rmdir(dir);
	strbuf_free(&b);
	strbuf_free(&said);
}

/* How many entries it has. */
static unsigned
entries(const char *dir)
{
	DIR *d = opendir(dir);
	unsigned n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

/* Devices and links of others are not replaced; nothing is left behind. */
static void
places(void **state)
{
	char dir[] = "/tmp/placesXXXXXX", path[64], link[64], text[4];
	struct placing f;
	struct stat st;
	int pipefd[2];
	pid_t pid;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/f", dir);
	snprintf(link, sizeof link, "%s/link", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	pipefd[0] = open(path, O_RDONLY | O_NONBLOCK);
	assert_true(pipefd[0] >= 0);
	assert_int_equal(symlink(path, link), 0);
	assert_true(file_replace(path, "one", 3, 0644));
	assert_int_equal(read(pipefd[0], text, 3), 3);
	assert_memory_equal(text, "one", 3);
	assert_true(file_replace(link, "two", 3, 0644));
	assert_int_equal(read(pipefd[0], text, 3), 3);
	assert_memory_equal(text, "two", 3);
	close(pipefd[0]);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	unlink(path);
	/* The link is replaced where it is of a regular file. */
	assert_true(file_replace(path, "one", 3, 0644));
	assert_true(file_replace(link, "three", 5, 0644));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 3);
	assert_int_equal(lstat(link, &st), 0);
	assert_int_equal(st.st_size, 5);
	unlink(link);
	assert_int_equal(entries(dir), 1);
	/* Dropped, and killed while it is written. */
	assert_true(placing_open(&f, path));
	assert_int_equal(write(f.fd, "x", 1), 1);
	placing_drop(&f);
	assert_int_equal(entries(dir), 1);
	pid = fork();
	if (pid == 0) {
		if (!placing_open(&f, path))
			_exit(1);
		if (f.temp != NULL)
			unlink(f.temp);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(entries(dir), 1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 3);
	unlink(path);
	rmdir(dir);
}

static void
hashes(void **state)
{
	char hex[HASH_HEX];

	(void)state;
	hash_sha256("abc", 3, hex);
	assert_string_equal(hex,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quote_sh_all_bytes),
		cmocka_unit_test(quote_c_all_bytes),
		cmocka_unit_test(quote_xml_all_bytes),
		cmocka_unit_test(arena_and_vectors),
		cmocka_unit_test(numbers_and_text),
		cmocka_unit_test(diagnostics),
		cmocka_unit_test(files),
		cmocka_unit_test(places),
		cmocka_unit_test(hashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
