/* The store: its schema, its file, what an import does and does not do. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"

static char dir[] = "/tmp/auditc-store.XXXXXX";
static char path[sizeof dir + 16];
static struct strbuf said = STRBUF_INIT;

static int
start(void **state)
{
	(void)state;
	memcpy(dir + sizeof dir - 7, "XXXXXX", 6);
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/store.db", dir);
	strbuf_reset(&said);
	diag_reset();
	diag_sink(&said);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	diag_sink(NULL);
	strbuf_free(&said);
	unlink(path);
	return rmdir(dir);
}

/* --- documents of the test ---------------------------------------------- */

/* A benchmark of one rule; the words of its check text, and its revision. */
static void
benchmark_text(struct strbuf *b, const char *release, const char *revision,
    const char *check)
{
	strbuf_addf(b,
	    "<Benchmark xmlns='http://checklists.nist.gov/xccdf/1.1'"
	    " xmlns:dc='http://purl.org/dc/elements/1.1/' id='Toy_STIG'>"
	    "<status date='2020-01-01'>accepted</status><title>Toys</title>"
	    "<description>d</description>"
	    "<reference href='x'><dc:publisher>Example</dc:publisher>"
	    "</reference>"
	    "<plain-text id='release-info'>Release: %s Benchmark Date: 01 Jan"
	    " 2020</plain-text><version>1</version>"
	    "<Group id='V-70%s'><title>g</title><description>d</description>"
	    "<Rule id='SV-70%sr%s_rule' severity='high' weight='10.0'>"
	    "<version>TOY-00-000001</version><title>The toy is painted</title>"
	    "<description>&lt;VulnDiscussion&gt;Paint holds wood together."
	    "&lt;/VulnDiscussion&gt;</description>"
	    "<ident system='http://cyber.mil/legacy'>V-6001</ident>"
	    "<fixtext fixref='f'>Paint it.</fixtext><fix id='f'/>"
	    "<check system='c'><check-content>%s</check-content></check>"
	    "</Rule></Group></Benchmark>\n",
	    release, revision, revision, revision, check);
}

static const char audit_text[] =
    "<check_type:\"Unix\">\n<custom_item>\n"
    "  type : FILE_CHECK\n"
    "  description : \"paint\"\n"
    "  reference : \"STIG-ID|TOY-00-000001,CIS_Toy|99.1\"\n"
    "  file : \"/etc/paint\"\n  mask : \"0022\"\n"
    "</custom_item>\n</check_type>\n";

static bool
add_benchmark(struct store *s, const char *release, const char *revision,
    const char *check, struct store_added *added)
{
	struct store_source source = { .origin = "toy.xml" };
	struct strbuf b = STRBUF_INIT;
	struct arena a = { NULL };
	struct model_benchmark *m;
	bool ok;

	benchmark_text(&b, release, revision, check);
	m = front_xccdf(&a, "toy.xml", b.s, b.n);
	assert_non_null(m);
	ok = store_add_benchmark(s, &source, b.s, b.n, m, added);
	arena_free(&a);
	strbuf_free(&b);
	return ok;
}

static bool
add_audit(struct store *s, struct store_added *added)
{
	struct store_source source = { .origin = "toy.audit" };
	size_t n = sizeof audit_text - 1;
	struct arena a = { NULL };
	struct ir_build ir = { .arena = &a };
	struct audit_check *check;
	struct audit *au;
	uint32_t ncheck;
	bool ok;

	au = front_audit(&a, "toy.audit", audit_text, n);
	assert_non_null(au);
	assert_true(audit_lower(au, &ir, false, &check, &ncheck));
	ok = store_add_audit(
	    s, &source, audit_text, n, check, ncheck, &ir, added);
	arena_free(&a);
	return ok;
}

static void
file_hash(char hex[HASH_HEX])
{
	struct strbuf b = STRBUF_INIT;

	assert_true(file_read(path, 0, &b));
	hash_sha256(b.s, b.n, hex);
	strbuf_free(&b);
}

static struct store *
open_written(void)
{
	struct store *s = store_open(path, STORE_WRITE);

	assert_non_null(s);
	return s;
}

/* --- the schema --------------------------------------------------------- */

static void
test_statements(void **state)
{
	struct store *s = open_written();
	int i;

	(void)state;
	for (i = 0; i < SQL__MAX; i++) {
		sql_start(s, (enum store_sql)i, "");
		if (store_failed(s))
			fail_msg("%s: %s", store_sql_text((enum store_sql)i),
			    said.s);
	}
	store_close(s);
}

static void
has_names(const char *schema, const char *const *name, size_t n)
{
	char quoted[64];
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(quoted, sizeof quoted, "'%s'", name[i]);
		if (strstr(schema, quoted) == NULL)
			fail_msg("controls.sql does not know %s", quoted);
	}
}

static void
test_vocabularies(void **state)
{
	const char *schema = embed_find("schemas/controls.sql")->data;

	(void)state;
	has_names(schema, model_severity_names, SEV__MAX);
	has_names(schema, model_role_names, ROLE__MAX);
	has_names(schema, model_value_type_names, VALUE_TYPE__MAX);
	has_names(schema, ir_xccdf_names, IR_XCCDF__MAX);
}

static void
test_migration(void **state)
{
	static const char one[] =
	    "-- text\n-- version 1\nCREATE TABLE t (a TEXT) STRICT;\n";
	static const char two[] =
	    "-- text\n-- version 1\nCREATE TABLE t (a TEXT) STRICT;\n"
	    "-- version 2\nALTER TABLE t ADD COLUMN b TEXT;\n";
	static const char bad[] =
	    "-- version 1\n-- version 2\n-- version 3\n"
	    "CREATE TABLE u (a TEXT);\nCREATE TABLE t (a TEXT);\n";
	struct store *s;
	char before[HASH_HEX], after[HASH_HEX];

	(void)state;
	s = store_attach(path, true);
	assert_non_null(s);
	assert_true(store_migrate(s, one));
	assert_true(store_migrate(s, two));
	file_hash(before);
	assert_true(store_migrate(s, two));
	assert_false(store_migrate(s, bad));
	store_close(s);
	file_hash(after);
	assert_string_equal(before, after);
	assert_non_null(strstr(said.s, "already exists"));
}

/* --- the file ----------------------------------------------------------- */

static void
write_file(const char *text)
{
	assert_true(file_replace(path, text, strlen(text), 0644));
}

static void
test_foreign_file(void **state)
{
	struct store *s;

	(void)state;
	write_file("this is text, and long enough to be no database header, "
		   "which SQLite looks for in the first hundred bytes.");
	assert_null(store_open(path, STORE_READ));
	assert_null(store_open(path, STORE_WRITE));
	unlink(path);
	s = store_attach(path, true);
	assert_non_null(s);
	assert_true(store_migrate(s, "-- version 1\nCREATE TABLE t (a);\n"
				     "-- version 2\n-- version 3\n"
				     "-- version 4\n-- version 5\n"
				     "-- version 6\n"));
	store_close(s);
	strbuf_reset(&said);
	assert_null(store_open(path, STORE_READ));
	assert_non_null(strstr(said.s, "newer auditc"));
}

static void
test_other_application(void **state)
{
	struct store *s = store_attach(path, true);

	(void)state;
	assert_non_null(s);
	assert_true(store_migrate(s, "-- version 1\nCREATE TABLE t (a);\n"));
	assert_true(store_migrate(s, "-- version 1\n-- version 2\n"
				     "CREATE TABLE application (a);\n"));
	store_close(s);
	assert_null(store_open("/dev/null/x", STORE_READ));
	assert_null(store_open(dir, STORE_WRITE));
}

static void
test_reader_writes_nothing(void **state)
{
	char before[HASH_HEX], after[HASH_HEX];
	struct arena a = { NULL };
	struct store *s;
	uint32_t n;

	(void)state;
	s = store_open(path, STORE_READ);
	assert_non_null(s);
	store_releases(s, &a, &n);
	assert_true(n > 0); /* the bundled benchmark */
	store_close(s);
	assert_int_not_equal(access(path, F_OK), 0);

	/* A store of a program with other bundled content. */
	s = open_written();
	store_begin(s);
	sql_run(s, SQL_SETTING_PUT, "tt", "bundled", "another");
	sql_run(s, SQL_BUNDLED_TEXT_DELETE, "");
	sql_run(s, SQL_BUNDLED_DELETE, "");
	assert_true(store_commit(s));
	store_close(s);
	file_hash(before);
	s = store_open(path, STORE_READ);
	assert_non_null(s);
	store_releases(s, &a, &n);
	assert_true(n > 0);
	store_close(s);
	file_hash(after);
	assert_string_equal(before, after);
	store_close(open_written());
	file_hash(after);
	assert_string_not_equal(before, after);
	arena_free(&a);
}

/* --- imports ------------------------------------------------------------ */

static void
test_same_bytes(void **state)
{
	char before[HASH_HEX], after[HASH_HEX];
	struct store_added added;
	struct store *s = open_written();

	(void)state;
	store_begin(s);
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	assert_true(store_commit(s));
	assert_false(added.known);
	assert_int_equal(added.rules, 1);
	assert_int_equal(added.new_, 1);
	store_close(s);
	file_hash(before);

	s = open_written();
	store_begin(s);
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	assert_true(store_commit(s));
	assert_true(added.known);
	store_close(s);
	file_hash(after);
	assert_string_equal(before, after);
}

static void
test_rollback(void **state)
{
	char before[HASH_HEX], after[HASH_HEX];
	struct store_added added;
	struct store *s = open_written();

	(void)state;
	store_close(s);
	file_hash(before);
	s = open_written();
	store_begin(s);
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	store_close(s);
	file_hash(after);
	assert_string_equal(before, after);

	/* The same where SQLite itself refuses: a second release row. */
	s = open_written();
	store_begin(s);
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	sql_run(s, SQL_RULE_ADD, "");
	assert_true(store_failed(s));
	assert_false(store_commit(s));
	store_close(s);
	file_hash(after);
	assert_string_equal(before, after);
	assert_non_null(strstr(said.s, "the store failed"));
}

/* Death in the middle of an import, with half of it in the file already. */
static void
test_crash(void **state)
{
	char before[HASH_HEX], after[HASH_HEX];
	struct store_added added;
	struct store *s = open_written();
	struct arena a = { NULL };
	uint32_t n;
	pid_t pid;
	int status;

	(void)state;
	store_close(s);
	file_hash(before);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		s = store_open(path, STORE_WRITE);
		store_begin(s);
		add_benchmark(s, "1", "1", "Look.", &added);
		sqlite3_db_cacheflush(s->db);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	file_hash(after);
	assert_string_not_equal(before, after);
	s = store_open(path, STORE_READ);
	assert_non_null(s);
	assert_null(store_find(s, &a, "TOY-00-000001", &n));
	store_close(s);
	file_hash(after);
	assert_string_equal(before, after);
	arena_free(&a);
}

static uint32_t
count_found(struct store *s, const char *id)
{
	struct arena a = { NULL };
	uint32_t n;

	store_find(s, &a, id, &n);
	arena_free(&a);
	return n;
}

static void
test_ids(void **state)
{
	static const char *const ids[] = { "TOY-00-000001", "toy-00-000001",
		"V-701", "SV-701r1_rule", "SV-701r1", "SV-701", "V-6001",
		"99.1", "xccdf_auditc.local_rule_SV-701r1_rule" };
	struct store_added added;
	struct store *s = open_written();
	struct store_control c;
	struct arena a = { NULL };
	int64_t *found;
	uint32_t n;
	size_t i;

	(void)state;
	store_begin(s);
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	assert_int_equal(added.bound, 0);
	assert_true(add_audit(s, &added));
	assert_int_equal(added.bound, 1);
	assert_true(store_commit(s));
	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		if (count_found(s, ids[i]) != 1)
			fail_msg("%s is not found", ids[i]);
	assert_int_equal(count_found(s, "CCI-000366"), 0);
	assert_int_equal(count_found(s, "V-70"), 0);
	assert_int_equal(count_found(s, ""), 0);
	found = store_find(s, &a, "V-6001", &n);
	assert_int_equal(n, 1);
	assert_true(store_control(s, &a, found[0], &c));
	assert_string_equal(c.stig_id, "TOY-00-000001");
	assert_string_equal(c.check_text, "Look.");
	assert_string_equal(c.release.label, "V1R1");
	assert_int_equal(count_found(s, c.control_id), 1);
	assert_int_equal(c.nbound, 1);
	assert_true(c.bound[0].used);
	assert_false(c.bound[0].by_hand);
	assert_int_equal(strlen(c.bound[0].functional_id), 64);
	store_close(s);
	arena_free(&a);
}

static void
test_stale(void **state)
{
	struct store_added added;
	struct store *s = open_written();
	struct store_control one, two;
	struct arena a = { NULL };
	int64_t *found;
	uint32_t n;

	(void)state;
	store_begin(s);
	assert_true(add_audit(s, &added));
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	assert_int_equal(added.bound, 1);
	found = store_find(s, &a, "SV-701", &n);
	assert_true(store_control(s, &a, found[0], &one));
	/* Renumbered, the text the same: nothing changed, nothing stale. */
	assert_true(add_benchmark(s, "2", "2", "Look.", &added));
	assert_int_equal(added.new_, 0);
	assert_int_equal(added.changed, 0);
	assert_int_equal(added.stale, 0);
	/* Another check text. */
	assert_true(add_benchmark(s, "10", "3", "Look twice.", &added));
	assert_int_equal(added.changed, 1);
	assert_int_equal(added.stale, 1);
	/* An older release that comes later is not the newest. */
	assert_true(add_benchmark(s, "9", "4", "Look away.", &added));
	found = store_find(s, &a, "SV-701", &n);
	assert_int_equal(n, 1);
	assert_true(store_control(s, &a, found[0], &two));
	assert_string_equal(two.release.label, "V1R10");
	assert_string_equal(one.control_id, two.control_id);
	assert_string_not_equal(one.informational_id, two.informational_id);
	assert_string_not_equal(one.full_id, two.full_id);
	assert_true(two.bound[0].stale);
	/* Bound again by hand, it is held against the present text. */
	assert_true(store_bind(s, two.id, "paint"));
	assert_true(store_control(s, &a, found[0], &two));
	assert_true(two.bound[0].by_hand);
	assert_false(two.bound[0].stale);
	assert_false(store_bind(s, two.id, "varnish"));
	assert_true(store_unbind(s, two.id, "paint"));
	assert_false(store_unbind(s, two.id, "paint"));
	assert_true(store_commit(s));
	store_close(s);
	arena_free(&a);
}

static void
test_releases(void **state)
{
	struct store_added added;
	struct store *s = open_written();
	struct store_release r;
	struct store_document d;
	struct arena a = { NULL };

	(void)state;
	store_begin(s);
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	assert_true(add_benchmark(s, "2", "2", "Look.", &added));
	assert_true(store_commit(s));
	assert_true(store_find_release(s, &a, "toy", &r));
	assert_string_equal(r.label, "V1R2");
	assert_true(store_find_release(s, &a, "Toy_STIG@V1R1", &r));
	assert_string_equal(r.label, "V1R1");
	assert_false(r.newest);
	assert_true(store_document(s, &a, r.document, &d));
	assert_int_equal(d.n, strlen(d.data));
	assert_string_equal(d.sha256, r.sha256);
	assert_false(store_find_release(s, &a, "Toy_STIG@V3", &r));
	assert_false(store_find_release(s, &a, "", &r));
	assert_false(store_find_release(s, &a, "doll", &r));
	store_close(s);
	arena_free(&a);
}

static struct store_hit *
search(struct store *s, struct arena *a, char *words, uint32_t *n)
{
	const struct store_query query = {
		.word = &words, .nword = 1, .limit = 10
	};

	return store_search(s, a, &query, n);
}

static void
test_search(void **state)
{
	char hostile[] = "paint\" OR title:(", words[] = "pain holds";
	char id[] = "TOY-00-000001", none[] = "  ";
	struct store_added added;
	struct store *s = open_written();
	struct arena a = { NULL };
	struct store_hit *h;
	uint32_t n;

	(void)state;
	store_begin(s);
	assert_true(add_benchmark(s, "1", "1", "Look.", &added));
	assert_true(add_benchmark(s, "2", "2", "Look.", &added));
	assert_true(store_commit(s));
	h = search(s, &a, words, &n);
	assert_int_equal(n, 1);
	assert_string_equal(h[0].rule_id, "SV-702r2_rule");
	search(s, &a, id, &n);
	assert_int_equal(n, 1);
	search(s, &a, hostile, &n);
	assert_int_equal(n, 0);
	search(s, &a, none, &n);
	assert_int_equal(n, 0);
	assert_false(store_failed(s));
	store_close(s);
	arena_free(&a);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_statements),
		TEST(test_vocabularies),
		TEST(test_migration),
		TEST(test_foreign_file),
		TEST(test_other_application),
		TEST(test_reader_writes_nothing),
		TEST(test_same_bytes),
		TEST(test_rollback),
		TEST(test_crash),
		TEST(test_ids),
		TEST(test_stale),
		TEST(test_releases),
		TEST(test_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
