/*
 * benchmark.xml: the benchmark beside its scripts, so that `oscap xccdf eval`
 * runs them by its script check engine.
 */
#include "back.h"

static bool
emit(const struct pass_unit *u, const struct back_option *o)
{
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT;
	bool ok;

	back_xccdf(u, &text);
	strbuf_addf(&path, "%s/benchmark.xml", o->dir);
	ok = file_mkdirs(o->dir) &&
	    file_replace(path.s, text.s, text.n, 0644);
	strbuf_free(&path);
	strbuf_free(&text);
	return ok;
}

const struct backend back_xccdf_file = {
	.name = "xccdf",
	.doc = "benchmark.xml, the benchmark with the scripts as its checks",
	.emit = emit,
};
