/* Lists as rows and columns: text, JSON, CSV. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "grid.h"

#define LAST_MIN 20 /* columns of it on any terminal */
#define PAD_MAX 80  /* that a long cell may cost all the others */

bool
grid_format(const char *name, enum grid_format *out)
{
	static const char *const names[GRID__MAX] = {
		[GRID_TEXT] = "text",
		[GRID_JSON] = "json",
		[GRID_CSV] = "csv",
	};
	int i;

	*out = GRID_TEXT;
	if (name == NULL)
		return true;
	for (i = 0; i < GRID__MAX; i++)
		if (str_eq(names[i], name)) {
			*out = (enum grid_format)i;
			return true;
		}
	cli_usage("--format is text, json or csv");
	return false;
}

void
grid_add(struct grid *g, const char *text)
{
	*VEC_PUSH(g->a, g->cell, g->ncell) = text;
}

void
grid_add_number(struct grid *g, int64_t n)
{
	grid_add(g, arena_printf(g->a, "%lld", (long long)n));
}

/* --- text --------------------------------------------------------------- */

static int
characters(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

/* What a terminal may see of it, on one line, and no more than its width. */
static char *
shown(const struct grid *g, const struct grid_column *c, const char *text)
{
	struct strbuf b = STRBUF_INIT;
	char *s, *p, *line;
	int n = 0;

	line = arena_strdup(g->a, text != NULL ? text : "");
	for (p = line; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	print_clean(&b, line, strlen(line));
	s = arena_strndup(g->a, b.s, b.n);
	strbuf_free(&b);
	if (c->width == 0 || characters(s) <= c->width)
		return s;
	for (p = s; *p != '\0'; p++) {
		n += ((unsigned char)*p & 0xC0) != 0x80;
		if (n > c->width - 3)
			break;
	}
	return arena_printf(g->a, "%.*s...", (int)(p - s), s);
}

static void
add_padded(struct strbuf *out, const char *s, int width, bool right, bool last)
{
	int n = characters(s);

	if (right)
		strbuf_addf(out, "%*s", width > n ? width - n : 0, "");
	strbuf_addstr(out, s);
	if (!right && !last)
		strbuf_addf(out, "%*s", width > n ? width - n : 0, "");
	strbuf_addstr(out, "  ");
	if (!last)
		return;
	while (out->n != 0 && out->s[out->n - 1] == ' ')
		out->s[--out->n] = '\0';
	strbuf_addch(out, '\n');
}

static void
write_text(const struct grid *g, struct strbuf *out)
{
	int terminal = print_columns(), used = 0;
	int *width = arena_alloc(g->a, g->ncolumn * sizeof *width);
	const char **cell = arena_alloc(g->a, (g->ncell + 1) * sizeof *cell);
	struct grid_column c;
	uint32_t i, k, last = 0;

	for (k = 0; k < g->ncolumn; k++)
		if (g->column[k].title != NULL)
			last = k;
	for (k = 0; k <= last; k++) {
		c = g->column[k];
		if (c.title == NULL)
			continue;
		if (terminal == 0) /* for grep: whole */
			c.width = 0;
		/* The last one has what the terminal leaves. */
		if (k == last && terminal != 0)
			c.width = terminal - used > LAST_MIN ? terminal - used
							     : LAST_MIN;
		width[k] = characters(c.title);
		for (i = k; i < g->ncell; i += g->ncolumn) {
			cell[i] = shown(g, &c, g->cell[i]);
			if (characters(cell[i]) > width[k])
				width[k] = characters(cell[i]);
		}
		/* A longer one stands whole, and moves what follows it. */
		if (width[k] > PAD_MAX)
			width[k] = PAD_MAX;
		used += width[k] + 2;
	}
	for (k = 0; k <= last; k++)
		if (g->column[k].title != NULL)
			add_padded(out, g->column[k].title, width[k],
			    g->column[k].number, k == last);
	for (i = 0; i < g->ncell; i++) {
		k = i % g->ncolumn;
		if (g->column[k].title != NULL)
			add_padded(out, cell[i], width[k], g->column[k].number,
			    k == last);
	}
}

/* --- for programs ------------------------------------------------------- */

static json_t *
cell_json(const struct grid_column *c, const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	json_t *cell;
	int64_t n;

	if (text == NULL)
		return json_null();
	if (c->number && str_to_int64(text, &n))
		return json_integer(n);
	cell = json_string(text);
	if (cell == NULL) { /* it is not UTF-8 */
		print_clean(&clean, text, strlen(text));
		cell = json_string(clean.s);
		strbuf_free(&clean);
	}
	return cell;
}

static void
write_json(const struct grid *g, struct strbuf *out)
{
	json_t *rows = json_array(), *row = NULL;
	uint32_t i, k;
	char *text;

	for (i = 0; i < g->ncell; i++) {
		k = i % g->ncolumn;
		if (k == 0) {
			row = json_object();
			json_array_append_new(rows, row);
		}
		json_object_set_new(row, g->column[k].name,
		    cell_json(&g->column[k], g->cell[i]));
	}
	text = json_dumps(rows, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	if (text == NULL)
		die(CLI_INTERNAL, "out of memory");
	strbuf_addf(out, "%s\n", text);
	free(text);
	json_decref(rows);
}

void
grid_csv_cell(struct strbuf *out, const char *s)
{
	struct strbuf clean = STRBUF_INIT;
	const char *p;

	s = s != NULL ? s : "";
	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		strbuf_addch(&clean, '\'');
	for (; *s != '\0'; s = p) {
		for (p = s; *p != '\0' && *p != '\n'; p++)
			;
		print_clean(&clean, s, (size_t)(p - s));
		if (*p == '\n')
			strbuf_addch(&clean, *p++);
	}
	strbuf_addstr(
	    out, out->n != 0 && out->s[out->n - 1] != '\n' ? ",\"" : "\"");
	for (s = clean.s; *s != '\0'; s++) {
		if (*s == '"')
			strbuf_addch(out, '"');
		strbuf_addch(out, *s);
	}
	strbuf_addch(out, '"');
	strbuf_free(&clean);
}

static void
write_csv(const struct grid *g, struct strbuf *out)
{
	uint32_t i;

	for (i = 0; i < g->ncolumn; i++)
		strbuf_addf(out, "%s%s", i != 0 ? "," : "", g->column[i].name);
	strbuf_addstr(out, "\r\n");
	for (i = 0; i < g->ncell; i++) {
		grid_csv_cell(out, g->cell[i]);
		if ((i + 1) % g->ncolumn == 0)
			strbuf_addstr(out, "\r\n");
	}
}

void
grid_write(const struct grid *g, enum grid_format format, struct strbuf *out)
{
	switch (format) {
	case GRID_JSON:
		write_json(g, out);
		break;
	case GRID_CSV:
		write_csv(g, out);
		break;
	case GRID_TEXT:
	case GRID__MAX:
		write_text(g, out);
	}
}

void
grid_print(const struct grid *g, enum grid_format format)
{
	struct strbuf out = STRBUF_INIT;

	grid_write(g, format, &out);
	fwrite(out.s, 1, out.n, stdout);
	strbuf_free(&out);
}

bool
grid_list(const struct grid *g, enum grid_format format, bool asked,
    const char *what, const char *command)
{
	const struct srcpos nowhere = { NULL, 0 };

	if (g->ncell == 0)
		diag(asked ? DIAG_ID_NOT_FOUND : DIAG_ID_LIST_EMPTY, nowhere,
		    "the store has no %s%s; see auditc %s",
		    asked ? "such " : "", what, command);
	if (g->ncell != 0 || format != GRID_TEXT)
		grid_print(g, format);
	return g->ncell != 0 || !asked;
}
