/*
 * A probe that parses a file: the input's first line is what is asked of it
 * (an XPath, a pattern, ...), the rest is the file, held in memory.
 */
#ifndef FUZZ_PROBE_H
#define FUZZ_PROBE_H

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "probe/probe.h"

static const char *fuzz_data;
static size_t fuzz_size;

static int
fuzz_read(struct rt_root *r, const char *path, size_t limit, struct strbuf *out)
{
	(void)r, (void)path;
	if (fuzz_size > limit) {
		errno = EFBIG;
		return -1;
	}
	strbuf_add(out, fuzz_data, fuzz_size);
	return 0;
}

static int
fuzz_stat(struct rt_root *r, const char *path, bool follow, struct rt_stat *st)
{
	(void)r, (void)path, (void)follow;
	*st = (struct rt_stat){ .mode = S_IFREG | 0644, .size = fuzz_size };
	return 0;
}

static int
fuzz_open(struct rt_root *r, const char *path, enum rt_open how)
{
	(void)r, (void)path, (void)how;
	errno = ENOENT;
	return -1;
}

static int
fuzz_list(struct rt_root *r, const char *path,
    bool (*each)(void *arg, const char *name), void *arg)
{
	(void)r, (void)path, (void)each, (void)arg;
	errno = ENOENT;
	return -1;
}

/* Every value is looked at, so that a sanitizer sees what is not one. */
static size_t
fuzz_look(const struct rt_collection *c)
{
	size_t all = 0;

	for (uint32_t i = 0; i < c->nitem; i++)
		for (unsigned f = 0; f < RT_FIELDS; f++)
			for (const struct rt_value *v = c->item[i].field[f];
			     v != NULL; v = v->next)
				all += strlen(v->s) + v->n;
	return all;
}

/*
 * Collect by `asked` (NULL: the first line is no question); file: the entity
 * that names the file, NULL: the probe knows its own.
 */
static size_t
fuzz_probe(enum probe_kind kind, const char *file, const char *asked,
    enum ir_operation operation, const uint8_t *data, size_t size)
{
	static const struct rt_root_ops ops = { .read = fuzz_read,
		.stat = fuzz_stat,
		.open = fuzz_open,
		.list = fuzz_list };
	const struct probe *p = probes[kind];
	struct arena a = { NULL };
	struct rt_options options = { .proc = "/proc" };
	struct rt_content content = { .benchmark_id = "fuzz" };
	struct rt_target target = { .kind = RT_ROOTFS };
	struct rt_root root = { .ops = &ops, .fd = -1, .proc = -1 };
	struct rt_collection out = { .flag = RT_FLAG_COMPLETE };
	struct ir_entity e[2] = { { .field = 0 } };
	struct ir_object o = { .probe = kind, .entity = e };
	struct rt_ctx ctx = { .arena = &a,
		.content = &content,
		.options = &options,
		.target = &target,
		.root = &root };
	const uint8_t *line = memchr(data, '\n', size);
	size_t n = line == NULL ? size : (size_t)(line - data), seen;

	if (file != NULL)
		e[o.nentity++] = (struct ir_entity){
			.field = probe_field_find(p, file),
			.literal = "/file",
			.variable = IR_NONE
		};
	if (asked != NULL)
		e[o.nentity++] = (struct ir_entity){
			.field = probe_field_find(p, asked),
			.operation = operation,
			.literal = arena_strndup(&a, (const char *)data, n),
			.variable = IR_NONE
		};
	else
		n = 0;
	fuzz_data = (const char *)data + n + (n < size && asked != NULL);
	fuzz_size = size - (size_t)(fuzz_data - (const char *)data);
	content.unit.object = &o;
	content.unit.nobject = 1;
	root.arena = &a;
	p->collect(&ctx, &o, &out);
	seen = fuzz_look(&out);
	rt_cache_free(&root);
	arena_free(&a);
	return seen;
}

#endif
