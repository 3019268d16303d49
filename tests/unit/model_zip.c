/* front/stigzip.c: which members are handed on, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "front/front.h"
#include "said.h"

#define DOC "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.2'/>"

static struct strbuf names = STRBUF_INIT;

static int
teardown_names(void **state)
{
	strbuf_free(&names);
	return teardown(state);
}

struct member {
	const char *path, *data;
	size_t n;
	unsigned type; /* AE_IFREG where 0 */
	const char *link;
};

static la_ssize_t
take(struct archive *ar, void *arg, const void *data, size_t n)
{
	(void)ar;
	strbuf_add(arg, data, n);
	return (la_ssize_t)n;
}

static void
make_zip(struct strbuf *out, const struct member *m, size_t n)
{
	struct archive *ar = archive_write_new();

	archive_write_set_format_zip(ar);
	archive_write_set_bytes_in_last_block(ar, 1);
	assert_int_equal(archive_write_open(ar, out, NULL, take, NULL),
	    ARCHIVE_OK);
	for (; n > 0; n--, m++) {
		struct archive_entry *e = archive_entry_new();

		archive_entry_set_pathname(e, m->path);
		archive_entry_set_filetype(e, m->type != 0 ? m->type :
							     AE_IFREG);
		archive_entry_set_perm(e, 0644);
		archive_entry_set_size(e, (int64_t)m->n);
		if (m->link != NULL)
			archive_entry_set_symlink(e, m->link);
		assert_int_equal(archive_write_header(ar, e), ARCHIVE_OK);
		if (m->n != 0)
			archive_write_data(ar, m->data, m->n);
		archive_entry_free(e);
	}
	assert_int_equal(archive_write_close(ar), ARCHIVE_OK);
	archive_write_free(ar);
}

static bool
note_name(void *arg, const char *name, const char *data, size_t n)
{
	(void)arg;
	strbuf_addf(&names, "%s %zu\n", name, n);
	assert_int_equal(data[n], '\0');
	return true;
}

static bool
read_members(const struct member *m, size_t n)
{
	struct strbuf zip = STRBUF_INIT;
	bool ok;

	make_zip(&zip, m, n);
	ok = front_zip("t.zip", zip.s, zip.n, note_name, NULL);
	strbuf_free(&zip);
	return ok;
}

#define FILE(path, text) { path, text, sizeof text - 1, 0, NULL }
#define COUNT(a) (sizeof (a) / sizeof *(a))

static void
members(void **state)
{
	struct strbuf inner = STRBUF_INIT;
	const struct member in[] = {
		FILE("in.xml", DOC),
		FILE("check.audit", "<check_type:\"Unix\">\n</check_type>\n"),
	};

	(void)state;
	make_zip(&inner, in, COUNT(in));
	const struct member out[] = {
		{ "dir/", NULL, 0, AE_IFDIR, NULL },
		FILE("dir/a.xml", DOC),
		FILE("dir/STIG.xsl", "<xsl:stylesheet xmlns:xsl='urn:x'/>"),
		FILE("dir/logo.jpg", "\xFF\xD8\xFF\xE0"),
		FILE("__MACOSX/dir/._a.xml", DOC),
		FILE("dir/._a.xml", DOC),
		FILE("x/__MACOSX/a.xml", DOC),
		FILE("empty.xml", ""),
		{ "dir/in.zip", inner.s, inner.n, 0, NULL },
		FILE("..name/..a..xml", DOC),
	};
	assert_true(read_members(out, COUNT(out)));
	assert_string_equal(names.s,
	    "t.zip/dir/a.xml 57\n"
	    "t.zip/dir/in.zip/in.xml 57\n"
	    "t.zip/dir/in.zip/check.audit 34\n"
	    "t.zip/..name/..a..xml 57\n");
	assert_string_equal(said.s, "");
	strbuf_free(&inner);
}

static const struct {
	struct member m;
	const char *said;
} unsafe[] = {
	{ FILE("../a.xml", DOC), "../a.xml: refused\n" },
	{ FILE("a/../../b.xml", DOC), "a/../../b.xml: refused\n" },
	{ FILE("a/..", DOC), "a/..: refused\n" },
	{ FILE("/etc/a.xml", DOC), "/etc/a.xml: refused\n" },
	/* libarchive reads these as DOS wrote them. */
	{ FILE("a\\..\\b.xml", DOC), "a/../b.xml: refused\n" },
	{ FILE("C:a.xml", DOC), "C:a.xml: refused\n" },
	{ FILE("a\nb.xml", DOC), "a\\x0Ab.xml: refused\n" },
	{ { "a.xml", NULL, 0, AE_IFLNK, "/etc/passwd" },
	    "a.xml: not a regular file\n" },
};

static void
unsafe_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(unsafe); i++) {
		struct strbuf want = STRBUF_INIT;

		strbuf_reset(&said);
		strbuf_addf(&want,
		    "t.zip: error: archive member with an unsafe path: %s",
		    unsafe[i].said);
		assert_false(read_members(&unsafe[i].m, 1));
		assert_string_equal(said.s, want.s);
		strbuf_free(&want);
	}
	assert_string_equal(names.s, "");
}

/* Every shorter form of an archive is refused, and no byte of it matters. */
static void
truncated(void **state)
{
	const struct member m[] = { FILE("a.xml", DOC), FILE("b.xml", DOC) };
	struct strbuf zip = STRBUF_INIT;

	(void)state;
	make_zip(&zip, m, COUNT(m));
	assert_true(front_zip("t.zip", zip.s, zip.n, note_name, NULL));
	for (size_t n = 0; n < zip.n; n++) {
		char *cut = base_malloc(n + 1);

		memcpy(cut, zip.s, n);
		strbuf_reset(&said);
		assert_false(front_zip("t.zip", cut, n, note_name, NULL));
		assert_true(str_starts(said.s, "t.zip: error: "));
		free(cut);
	}
	strbuf_free(&zip);
}

static void
damaged(void **state)
{
	const struct member m[] = { FILE("a.xml", DOC) };
	struct strbuf zip = STRBUF_INIT;
	unsigned refused = 0;

	(void)state;
	make_zip(&zip, m, 1);
	for (size_t i = 0; i < zip.n; i++) {
		strbuf_reset(&said);
		zip.s[i] = (char)(zip.s[i] ^ 0x55);
		refused += !front_zip("t.zip", zip.s, zip.n, note_name, NULL);
		zip.s[i] = (char)(zip.s[i] ^ 0x55);
	}
	assert_true(refused > 50);
	strbuf_free(&zip);
}

static void
nested_deep(void **state)
{
	struct strbuf zip = STRBUF_INIT, outer = STRBUF_INIT;
	const struct member doc = FILE("a.xml", DOC);

	(void)state;
	make_zip(&zip, &doc, 1);
	for (int i = 1; i < ZIP_MAX_DEPTH + 1; i++) {
		const struct member m = { "z.zip", zip.s, zip.n, 0, NULL };

		assert_true(front_zip("t.zip", zip.s, zip.n, note_name, NULL));
		make_zip(&outer, &m, 1);
		strbuf_free(&zip);
		zip = outer;
		outer = (struct strbuf)STRBUF_INIT;
	}
	assert_false(front_zip("t.zip", zip.s, zip.n, note_name, NULL));
	assert_string_equal(said.s,
	    "t.zip/z.zip/z.zip/z.zip/z.zip: error: archive beyond the limits: "
	    "archives nested too deep\n");
	strbuf_free(&zip);
}

static void
bomb(void **state)
{
	size_t n = (size_t)64 << 20;
	char *zeros = base_malloc(n);
	const struct member m = { "a.xml", zeros, n, 0, NULL };

	(void)state;
	memset(zeros, 0, n);
	assert_false(read_members(&m, 1));
	assert_string_equal(said.s, "t.zip: error: archive beyond the limits: "
				    "a.xml: compressed too strongly\n");
	free(zeros);
}

static void
many_members(void **state)
{
	struct member *m = base_malloc((ZIP_MAX_MEMBERS + 1) * sizeof *m);
	const struct member one = FILE("a.txt", "x");

	(void)state;
	for (size_t i = 0; i < ZIP_MAX_MEMBERS + 1; i++)
		m[i] = one;
	assert_false(read_members(m, ZIP_MAX_MEMBERS + 1));
	assert_string_equal(said.s, "t.zip: error: archive beyond the limits: "
				    "too many members\n");
	free(m);
}

static void
nothing_in_it(void **state)
{
	const struct member m = FILE("readme.txt", "read me");

	(void)state;
	assert_false(read_members(&m, 1));
	assert_string_equal(said.s, "t.zip: error: archive without a "
				    "benchmark: no document in it\n");
}

static bool
read_benchmark(void *arg, const char *name, const char *data, size_t n)
{
	struct arena a = { NULL };
	const struct model_benchmark *b = front_xccdf(&a, name, data, n);

	assert_non_null(b);
	*(uint32_t *)arg += b->nrule;
	arena_free(&a);
	return true;
}

static void
reads_real(void **state)
{
	static const char path[] = "../shared/stigs/"
				   "U_Docker_Enterprise_2-x_Linux-UNIX_V1R1_"
				   "STIG.zip";
	struct strbuf zip = STRBUF_INIT;
	uint32_t rules = 0;

	(void)state;
	if (access(path, R_OK) != 0)
		skip(); /* ../shared/stigs is not here */
	assert_true(file_read(path, 0, &zip));
	assert_true(front_zip(path, zip.s, zip.n, read_benchmark, &rules));
	assert_int_equal(rules, 100);
	assert_string_equal(said.s, "");
	strbuf_free(&zip);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown_names)
		T(members),
		T(unsafe_paths),
		T(truncated),
		T(damaged),
		T(nested_deep),
		T(bomb),
		T(many_members),
		T(nothing_in_it),
		T(reads_real),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
