/* How XCCDF is written: attributes, elements, and what several kinds share. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "xccdf_out.h"

const char *const out_operator_names[] = { "equals", "not equal",
	"greater than", "less than", "greater than or equal",
	"less than or equal", "pattern match", NULL };

void
out_attr(struct out *w, const char *name, const char *value)
{
	if (value == NULL)
		return;
	strbuf_addf(w->out, " %s=\"", name);
	quote_xml(w->out, value);
	strbuf_addch(w->out, '"');
}

void
out_bool(struct out *w, const char *name, bool value)
{
	out_attr(w, name, value ? "true" : "false");
}

/* A URI reference: bytes that none can hold are escaped. */
void
out_uri(struct out *w, const char *name, const char *value)
{
	struct strbuf b = STRBUF_INIT;

	if (value == NULL)
		return;
	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;

		if (isalnum(c) || strchr("-._~:/?#[]@!$&'()*+,;=%", c) != NULL)
			strbuf_addch(&b, c);
		else
			strbuf_addf(&b, "%%%02X", c);
	}
	out_attr(w, name, b.s);
	strbuf_free(&b);
}

/* The attribute where its value is one of the names. */
void
out_enum(struct out *w, const char *name, const char *value,
    const char *const *names)
{
	for (; value != NULL && *names != NULL; names++) {
		if (str_eq(*names, value)) {
			out_attr(w, name, value);
			return;
		}
	}
}

void
out_ncname(struct out *w, const char *name, const char *value)
{
	if (value != NULL && model_is_ncname(value))
		out_attr(w, name, value);
}

void
out_lang(struct out *w, const char *value)
{
	size_t n = 0;

	for (const char *s = value; s != NULL && *s != '\0'; s++) {
		n = *s == '-' ? 0 : n + 1;
		if (n > 8 || (*s != '-' && !isalnum((unsigned char)*s)))
			return;
	}
	if (n != 0 && isalpha((unsigned char)*value))
		out_attr(w, "xml:lang", value);
}

bool
out_is_decimal(const char *s)
{
	size_t n;

	s += *s == '-' || *s == '+';
	n = strspn(s, "0123456789");
	s += n;
	if (*s == '.') {
		size_t part = strspn(++s, "0123456789");

		n += part;
		s += part;
	}
	return n != 0 && *s == '\0';
}

/* XCCDF allows a weight three digits: what has more is rounded. */
void
out_weight(struct out *w, const char *value)
{
	size_t n = 0;
	double x;

	if (value == NULL || !out_is_decimal(value) || *value == '-')
		value = "1.0";
	for (const char *s = value; *s != '\0'; s++)
		n += isdigit((unsigned char)*s) != 0;
	if (n > 3) {
		x = strtod(value, NULL);
		if (x > 999)
			x = 999;
		value = arena_printf(w->arena, "%.*f",
		    x >= 100 ? 0 : x >= 10 ? 1 : x >= 1 ? 2 : 3, x);
	}
	out_attr(w, "weight", value);
}

void
out_open(struct out *w, const char *name)
{
	strbuf_addf(w->out, "<cdf:%s", name);
}

void
out_close(struct out *w, const char *name)
{
	strbuf_addf(w->out, "</cdf:%s>\n", name);
}

void
out_empty(struct out *w)
{
	strbuf_addstr(w->out, "/>\n");
}

void
out_end(struct out *w, const char *name, const char *text)
{
	strbuf_addch(w->out, '>');
	quote_xml(w->out, text != NULL ? text : "");
	out_close(w, name);
}

/* An element of text; nothing where there is none. */
void
out_text(struct out *w, const char *name, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	out_open(w, name);
	out_end(w, name, s);
}

/* xsd:date without the rarer forms of years and time zones. */
bool
out_is_date(const char *s)
{
	static const char form[] = "dddd-dd-dd";

	for (const char *f = form; *f != '\0'; f++, s++) {
		if (*f == 'd' ? !isdigit((unsigned char)*s) : *s != *f)
			return false;
	}
	return *s == '\0';
}

void
out_status(struct out *w, const char *status, const char *date)
{
	if (status == NULL)
		return;
	out_open(w, "status");
	if (date != NULL && out_is_date(date))
		out_attr(w, "date", date);
	out_end(w, "status", status);
}

void
out_dc(struct out *w, const char *name, const char *s)
{
	if (s == NULL)
		return;
	strbuf_addf(w->out, "<dc:%s>", name);
	quote_xml(w->out, s);
	strbuf_addf(w->out, "</dc:%s>\n", name);
}

void
out_reference(struct out *w, const struct model_reference *r,
    const char *source)
{
	out_open(w, "reference");
	out_uri(w, "href", r->href);
	if (r->publisher == NULL && r->identifier == NULL && r->type == NULL &&
	    r->subject == NULL && source == NULL) {
		out_end(w, "reference", r->text);
		return;
	}
	strbuf_addstr(w->out, ">\n");
	out_dc(w, "title", r->text);
	out_dc(w, "publisher", r->publisher);
	out_dc(w, "source", source);
	out_dc(w, "type", r->type);
	out_dc(w, "subject", r->subject);
	out_dc(w, "identifier", r->identifier);
	out_close(w, "reference");
}

void
out_references(struct out *w, const struct model_reference *r, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out_reference(w, &r[i], NULL);
}

/* Platforms by name; expressions over facts are guards of the check. */
void
out_platforms(struct out *w, const char *const *idref, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (*idref[i] == '#')
			continue;
		out_open(w, "platform");
		out_attr(w, "idref", idref[i]);
		out_empty(w);
	}
}

void
out_warnings(struct out *w, const struct model_text *t, uint32_t n)
{
	static const char *const categories[] = { "general", "functionality",
		"performance", "hardware", "legal", "regulatory",
		"management", "audit", "dependency", NULL };

	for (uint32_t i = 0; i < n; i++) {
		out_open(w, "warning");
		out_lang(w, t[i].lang);
		out_enum(w, "category", t[i].category, categories);
		out_end(w, "warning", t[i].text);
	}
}

const char *
out_list(struct out *w, const char *const *item, uint32_t n)
{
	struct strbuf b = STRBUF_INIT;
	const char *list = NULL;
	uint32_t i;

	for (i = 0; i < n && strchr(item[i], ',') == NULL; i++)
		strbuf_addf(&b, "%s%s", i != 0 ? "," : "", item[i]);
	if (i == n)
		list = arena_strdup(w->arena, b.s);
	strbuf_free(&b);
	return list;
}

/* The 1.2 id of a rule or group; a cluster's id stays what it is. */
const char *
out_item_id(struct out *w, const char *id)
{
	uint32_t i = model_index_find(&w->ix, MODEL_RULE, id);

	if (i != MODEL_NONE)
		return w->b->rule[i].id12;
	i = model_index_find(&w->ix, MODEL_GROUP, id);
	return i != MODEL_NONE ? w->b->group[i].id12 : id;
}

const char *
out_value_id(struct out *w, const char *id)
{
	uint32_t i = model_index_find(&w->ix, MODEL_VALUE, id);

	return i != MODEL_NONE ? w->b->value[i].id12 : id;
}

void
out_metadata(struct out *w, const char *xml)
{
	if (xml == NULL)
		return;
	out_open(w, "metadata");
	strbuf_addf(w->out, ">\n%s", xml);
	out_close(w, "metadata");
}
