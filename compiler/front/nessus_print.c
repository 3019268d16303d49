/*
 * An .audit file as text, in one form: metadata, then a key per line, values
 * in double quotes where they were quoted.  Comments are not kept.
 */
#include "nessus.h"

static void
indent(struct strbuf *out, unsigned depth)
{
	for (; depth != 0; depth--)
		strbuf_addstr(out, "  ");
}

/* One element of the metadata; every line of it is a comment. */
static void
print_element(struct strbuf *out, unsigned depth, const char *name,
    const char *text)
{
	struct strbuf b = STRBUF_INIT;
	const char *p;

	if (text == NULL)
		return;
	strbuf_addch(out, '#');
	indent(out, depth);
	strbuf_addf(out, "<%s>", name);
	quote_xml(&b, text);
	for (p = b.s; *p != '\0'; p++) {
		strbuf_addch(out, *p);
		if (*p == '\n')
			strbuf_addch(out, '#');
	}
	strbuf_addf(out, "</%s>\n", name);
	strbuf_free(&b);
}

static void
print_variable(struct strbuf *out, const struct audit_variable *v)
{
	strbuf_addstr(out, "#    <variable>\n");
	print_element(out, 3, "name", v->name);
	print_element(out, 3, "default", v->default_);
	print_element(out, 3, "description", v->description);
	print_element(out, 3, "info", v->info);
	print_element(out, 3, "value_type", v->value_type);
	if (v->optional)
		strbuf_addstr(out, "#      <optional/>\n");
	strbuf_addstr(out, "#    </variable>\n");
}

static void
print_metadata(struct strbuf *out, const struct audit *au)
{
	uint32_t i;

	strbuf_addstr(out, "#<ui_metadata>\n");
	print_element(out, 1, "display_name", au->display_name);
	if (au->spec_type != NULL || au->spec_name != NULL ||
	    au->spec_profile != NULL || au->spec_version != NULL ||
	    au->spec_link != NULL) {
		strbuf_addstr(out, "#  <spec>\n");
		print_element(out, 2, "type", au->spec_type);
		print_element(out, 2, "name", au->spec_name);
		print_element(out, 2, "profile", au->spec_profile);
		print_element(out, 2, "version", au->spec_version);
		print_element(out, 2, "link", au->spec_link);
		strbuf_addstr(out, "#  </spec>\n");
	}
	print_element(out, 1, "labels", au->labels);
	print_element(out, 1, "benchmark_refs", au->benchmark_refs);
	if (au->nvariable != 0) {
		strbuf_addstr(out, "#  <variables>\n");
		for (i = 0; i < au->nvariable; i++)
			print_variable(out, &au->variable[i]);
		strbuf_addstr(out, "#  </variables>\n");
	}
	strbuf_addstr(out, "#</ui_metadata>\n\n");
}

static void
print_value(struct strbuf *out, const struct audit_value *v, char separator)
{
	if (v->before == ' ')
		strbuf_addch(out, ' ');
	else if (v->before == ',')
		strbuf_addstr(out, " | ");
	else if (v->before != 0)
		strbuf_addf(out, " %c%c ", separator, separator);
	if (v->quoted)
		quote_audit(out, v->text);
	else
		strbuf_addstr(out, v->text);
}

static void
print_keys(struct strbuf *out, const struct audit_node *n, unsigned depth)
{
	uint32_t i, j;

	for (i = 0; i < n->nkey; i++) {
		const struct audit_key *k = &n->key[i];

		indent(out, depth);
		strbuf_addf(out, "%-15s : ", k->name);
		for (j = 0; j < k->nvalue; j++)
			print_value(out, &k->value[j], k->separator);
		strbuf_addch(out, '\n');
	}
}

static void
print_nodes(struct strbuf *out, const struct audit_node *n, uint32_t nnode,
    unsigned depth);

static void
print_branch(struct strbuf *out, const char *name, const struct audit_node *n,
    uint32_t nnode, unsigned depth)
{
	indent(out, depth);
	strbuf_addf(out, "<%s>\n", name);
	print_nodes(out, n, nnode, depth + 1);
	indent(out, depth);
	strbuf_addf(out, "</%s>\n", name);
}

static void
print_attr(struct strbuf *out, const char *name, const char *value)
{
	strbuf_addf(out, " %s:", name);
	quote_audit(out, value);
}

static void
print_if(struct strbuf *out, const struct audit_node *n, unsigned depth)
{
	indent(out, depth);
	strbuf_addstr(out, "<if>\n");
	indent(out, depth + 1);
	strbuf_addstr(out, "<condition");
	print_attr(out, "type", n->condition_type);
	if (n->condition_auto != NULL)
		print_attr(out, "auto", n->condition_auto);
	strbuf_addstr(out, ">\n");
	print_nodes(out, n->condition, n->ncondition, depth + 2);
	indent(out, depth + 1);
	strbuf_addstr(out, "</condition>\n");
	print_branch(out, "then", n->then, n->nthen, depth + 1);
	if (n->nelse != 0)
		print_branch(out, "else", n->else_, n->nelse, depth + 1);
	indent(out, depth);
	strbuf_addstr(out, "</if>\n");
}

static void
print_nodes(struct strbuf *out, const struct audit_node *n, uint32_t nnode,
    unsigned depth)
{
	const char *tag;

	for (; nnode != 0; nnode--, n++) {
		if (n->kind == AUDIT_IF) {
			print_if(out, n, depth);
			continue;
		}
		tag = n->kind == AUDIT_REPORT ? "report" :
		    n->kind == AUDIT_ITEM ? "item" : "custom_item";
		indent(out, depth);
		strbuf_addf(out, "<%s", tag);
		if (n->kind == AUDIT_REPORT)
			print_attr(out, "type", n->report_type);
		strbuf_addstr(out, ">\n");
		print_keys(out, n, depth + 1);
		indent(out, depth);
		strbuf_addf(out, "</%s>\n", tag);
	}
}

void
audit_print(struct strbuf *out, const struct audit *au)
{
	print_metadata(out, au);
	strbuf_addstr(out, "<check_type:");
	quote_audit(out, au->check_type);
	strbuf_addstr(out, ">\n");
	print_nodes(out, au->node, au->nnode, 0);
	strbuf_addstr(out, "</check_type>\n");
}
