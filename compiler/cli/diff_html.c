/* auditc diff as one HTML page. */
#include <string.h>

#include "diff.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'\">\n<title>";
static const char style[] =
    "</title>\n<style>\n"
    ":root{color-scheme:light dark}\n"
    "body{font:1rem/1.45 system-ui,sans-serif;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem}\n"
    "table{border-collapse:collapse}\n"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;"
    "border-bottom:1px solid #8886;vertical-align:top}\n"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;"
    "border-left:3px solid #8886;padding-left:.8rem;margin:.3rem 0 1rem}\n"
    "ins{background:#2a92;color:inherit;text-decoration:underline}\n"
    "del{background:#e333;color:inherit}\n"
    "h3{margin:1.6rem 0 .2rem}\nh4{margin:.6rem 0 0;font-size:1rem}\n"
    ".stale{font-weight:bold;color:#c40}\n"
    "</style>\n</head>\n<body>\n";

static void
add_n(struct strbuf *out, const char *s, size_t n)
{
	struct arena a = { NULL };

	quote_xml(out, arena_strndup(&a, s, n));
	arena_free(&a);
}

static void
add_text(struct strbuf *out, const char *s)
{
	quote_xml(out, s != NULL ? s : "");
}

static void
add_hold(struct strbuf *out, const struct diff *d, uint32_t i)
{
	const char *name = store_hold_names[d->hold[i]];

	if (d->change[i].class_ != CLASS_REMOVED)
		strbuf_addf(out, "<span class=\"%s\">%s</span>", name, name);
}

/* White space before the words stays outside their element. */
static void
add_run(struct strbuf *out, const struct word_run *r)
{
	const char *tag = r->op == WORD_GONE ? "del" : "ins";
	size_t lead = 0;

	if (r->op == WORD_SAME) {
		add_n(out, r->text, r->n);
		return;
	}
	while (lead < r->n && memchr(" \t\r\n", r->text[lead], 4) != NULL)
		lead++;
	add_n(out, r->text, lead);
	strbuf_addf(out, "<%s>", tag);
	add_n(out, r->text + lead, r->n - lead);
	strbuf_addf(out, "</%s>", tag);
}

static void
add_field(struct strbuf *out, const struct diff *d, uint32_t i,
    enum model_field field)
{
	struct arena a = { NULL };
	const char *old, *new_ = diff_field(&a, d, i, field, &old);
	struct word_run *run;
	uint32_t j, n;

	run = diff_is_list(field) ? diff_lines(&a, old, new_, &n)
				  : words_diff(&a, old, new_, &n);
	strbuf_addf(out, "<h4>%s%s</h4>\n<pre>", model_field_names[field],
	    diff_is_space(run, n) ? ": nothing but white space" : "");
	for (j = 0; j < n; j++) {
		if (diff_is_list(field) && j != 0)
			strbuf_addch(out, '\n');
		if (run[j].op == WORD_NEW && j == 1 && run[0].op == WORD_GONE &&
		    !diff_is_list(field))
			strbuf_addch(out, ' ');
		add_run(out, &run[j]);
	}
	strbuf_addstr(out, "</pre>\n");
	arena_free(&a);
}

static void
add_changed(struct strbuf *out, const struct diff *d)
{
	const struct model_rule *rule;
	uint32_t i, f, n = 0;

	for (i = 0; i < d->n; i++) {
		if (diff_fields(d, i) == 0 || !diff_shown(d, i))
			continue;
		rule = diff_rule(d, i);
		if (n++ == 0)
			strbuf_addstr(out, "<h2>What changed in each</h2>\n");
		strbuf_addf(out, "<h3 id=\"c%u\">", i);
		add_text(out, diff_name(rule));
		strbuf_addstr(out, "</h3>\n<div>");
		add_text(out, rule->title);
		strbuf_addstr(out, "</div>\n<div>Bound check: ");
		add_hold(out, d, i);
		strbuf_addstr(out, "</div>\n");
		for (f = 0; f < FIELD__MAX; f++)
			if ((diff_fields(d, i) >> f & 1) != 0)
				add_field(out, d, i, (enum model_field)f);
	}
}

static void
add_row(struct strbuf *out, const struct diff *d, uint32_t i)
{
	const struct model_rule *rule = diff_rule(d, i);
	const struct model_change *c = &d->change[i];
	const char *between = "";
	uint32_t f;

	strbuf_addf(out, "<tr><td>%s</td><td>", model_class_names[c->class_]);
	if (c->class_ == CLASS_MOVED) {
		add_text(out, diff_name(diff_old(d, i)));
		strbuf_addstr(out, " &#8594; ");
	}
	if (c->fields != 0)
		strbuf_addf(out, "<a href=\"#c%u\">", i);
	add_text(out, diff_name(rule));
	strbuf_addf(out, "%s</td><td>%s</td><td>", c->fields != 0 ? "</a>" : "",
	    model_severity_names[rule->severity]);
	add_text(out, rule->title);
	strbuf_addstr(out, "</td><td>");
	for (f = 0; f < FIELD__MAX; f++) {
		if ((c->fields >> f & 1) == 0)
			continue;
		strbuf_addf(out, "%s%s", between, model_field_names[f]);
		between = ", ";
	}
	strbuf_addstr(out, "</td><td>");
	add_hold(out, d, i);
	strbuf_addstr(out, "</td></tr>\n");
}

static void
add_totals(struct strbuf *out, const struct diff *d)
{
	struct diff_totals t = diff_total(d);
	uint32_t i;

	strbuf_addstr(out, "<table>\n");
	for (i = 0; i < CLASS__MAX; i++)
		strbuf_addf(out, "<tr><th>%s</th><td>%u</td></tr>\n",
		    model_class_names[i], t.class_[i]);
	for (i = 0; i < FIELD__MAX; i++)
		if (t.field[i] != 0)
			strbuf_addf(out,
			    "<tr><th>%s changed</th><td>%u</td></tr>\n",
			    model_field_names[i], t.field[i]);
	for (i = 0; i < HOLD__MAX; i++)
		strbuf_addf(out,
		    "<tr><th>bound check: %s</th><td>%u</td></tr>\n",
		    store_hold_names[i], t.hold[i]);
	strbuf_addstr(out, "</table>\n");
}

void
diff_html(struct strbuf *out, const struct diff *d)
{
	struct arena a = { NULL };
	const char *old = diff_title(&a, &d->old);
	const char *new_ = diff_title(&a, &d->new_);
	uint32_t i, class_;

	strbuf_addstr(out, head);
	add_text(out, new_);
	strbuf_addstr(out, style);
	strbuf_addstr(out, "<h1>");
	add_text(out, new_);
	strbuf_addstr(out, "</h1>\n<p>Compared with ");
	add_text(out, old);
	strbuf_addstr(out, ".</p>\n");
	add_totals(out, d);
	strbuf_addstr(out, "<h2>Controls</h2>\n<table>\n<tr><th></th>"
			   "<th>Control</th><th>Severity</th><th>Title</th>"
			   "<th>Changed</th><th>Bound check</th></tr>\n");
	for (class_ = 0; class_ < CLASS__MAX; class_++)
		for (i = 0; i < d->n; i++)
			if (d->change[i].class_ == (enum model_class)class_ &&
			    diff_shown(d, i))
				add_row(out, d, i);
	strbuf_addstr(out, "</table>\n");
	add_changed(out, d);
	strbuf_addstr(out, "</body>\n</html>\n");
	arena_free(&a);
}
