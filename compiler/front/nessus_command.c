/* CMD_EXEC and PROCESS_CHECK. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "nessus.h"

/* --- CMD_EXEC ------------------------------------------------------------- */

/* Does the pattern, with the defaults of its variables, take an empty line? */
static bool
takes_nothing(struct audit_lower *l, const char *pattern)
{
	const char *s = audit_expand(l->au, l->b->arena, pattern);
	pcre2_match_data *m;
	pcre2_code *re;
	PCRE2_SIZE at;
	bool yes = false;
	int code;

	re = pcre2_compile((PCRE2_SPTR)(const void *)s, strlen(s), PCRE2_UTF,
	    &code, &at, NULL);
	if (re == NULL)
		return false;
	m = pcre2_match_data_create(1, NULL);
	if (m != NULL)
		yes = pcre2_match(re, (PCRE2_SPTR)(const void *)"", 0, 0, 0, m,
		    NULL) >= 0;
	pcre2_match_data_free(m);
	pcre2_code_free(re);
	return yes;
}

/* The command, with its arguments, time limit and the lines that count. */
static uint32_t
command_object(struct audit_lower *l, const struct audit_node *item,
    enum ir_scope scope)
{
	const struct audit_key *k = audit_key_find(item, "cmd");
	uint32_t o = audit_add_object(l, PROBE_COMMAND, scope, item->pos);
	uint32_t s, i = 0;

	audit_object_entity(l, o, "command",
	    audit_operand(l, k->value[0].text, false, k->pos));
	while ((k = audit_key_next(item, "arg", &i)) != NULL)
		audit_object_entity(l, o, "arg",
		    audit_operand(l, k->value[0].text, false, k->pos));
	k = audit_key_find(item, "timeout");
	if (k != NULL)
		audit_object_behavior(l, o, "timeout",
		    audit_expand(l->au, l->b->arena, k->value[0].text));
	k = audit_key_find(item, "regex");
	if (k != NULL) {
		s = audit_add_state(l, PROBE_COMMAND, k->pos);
		audit_state_entity(l, s, "stdout",
		    audit_operand(l, k->value[0].text, false, k->pos))
		    ->operation = IR_OPERATION_PATTERN_MATCH;
		audit_object_filter(l, o, true, s);
	}
	return o;
}

/* A test of the command's lines against the key's pattern. */
static uint32_t
line_test(struct audit_lower *l, const struct audit_node *item, uint32_t o,
    const struct audit_key *k)
{
	const char *text = k->value[0].text;
	uint32_t s = audit_add_state(l, PROBE_COMMAND, k->pos), t;

	audit_state_entity(l, s, "stdout",
	    audit_key_yes(item, "is_substring", false) ?
	    audit_operand_escaped(l, text, k->pos) :
	    audit_operand(l, text, false, k->pos))->operation =
	    IR_OPERATION_PATTERN_MATCH;
	t = audit_add_test(l, item, o);
	audit_test_state(l, t, s);
	if (audit_text_is(item, "check_option", "CAN_BE_NULL"))
		l->b->test[t].check_existence = IR_EXISTENCE_ANY_EXIST;
	return t;
}

uint32_t
audit_lower_command(struct audit_lower *l, const struct audit_node *item,
    enum ir_scope scope)
{
	const struct audit_key *expect = audit_key_find(item, "expect");
	const struct audit_key *not_expect = audit_key_find(item, "not_expect");
	const char *why = NULL;
	uint32_t kid[2], nkid = 0, o, t;
	size_t start, end;

	if (audit_key_find(item, "except") != NULL)
		why = "the key except";
	else if (audit_key_find(item, "known_good") != NULL)
		why = "the key known_good";
	else if (audit_variable_next(audit_key_text(item, "cmd"), 0, &start,
		&end))
		why = "a variable in the text of a command";
	if (why != NULL)
		return audit_expr_unsupported(l, item, why);
	o = command_object(l, item, scope);
	if (expect != NULL) {
		t = line_test(l, item, o, expect);
		l->b->test[t].check = IR_CHECK_AT_LEAST_ONE;
		if (!audit_key_yes(item, "is_substring", false) &&
		    takes_nothing(l, expect->value[0].text))
			l->b->test[t].check_existence =
			    IR_EXISTENCE_ANY_EXIST;
		kid[nkid++] = audit_expr_test(l, t);
	}
	if (not_expect != NULL) {
		t = line_test(l, item, o, not_expect);
		l->b->test[t].check = IR_CHECK_NONE_SATISFY;
		kid[nkid++] = audit_expr_test(l, t);
	}
	if (nkid == 0) {
		t = audit_add_test(l, item, o);
		l->b->test[t].check_existence = IR_EXISTENCE_ANY_EXIST;
		kid[nkid++] = audit_expr_test(l, t);
	}
	return audit_expr_join(l, IR_OPERATOR_AND, kid, nkid);
}

/* --- PROCESS_CHECK -------------------------------------------------------- */

#define COMM 15 /* bytes of a process's name that the kernel keeps */

static void
add_name(struct audit_lower *l, struct strbuf *b, const char *name, size_t n,
    struct srcpos pos)
{
	const char *word = arena_strndup(l->b->arena, name, n);

	strbuf_addstr(b, audit_operand_escaped(l, word, pos).literal);
}

/* "a|b" as a pattern for exactly these names, or what is kept of them. */
static struct audit_operand
process_names(struct audit_lower *l, const struct audit_key *k)
{
	const char *names = k->value[0].text;
	struct audit_operand o = { NULL, IR_NONE };
	struct strbuf b = STRBUF_INIT;
	size_t start, end, n;

	strbuf_addstr(&b, "^(?:");
	if (audit_variable_next(names, 0, &start, &end))
		strbuf_addstr(&b, names);
	else
		for (;; names += n + 1) {
			n = strcspn(names, "|");
			add_name(l, &b, names, n, k->pos);
			if (n > COMM) {
				strbuf_addch(&b, '|');
				add_name(l, &b, names, COMM, k->pos);
			}
			if (names[n] == '\0')
				break;
			strbuf_addch(&b, '|');
		}
	strbuf_addstr(&b, ")$");
	o = audit_operand(l, b.s, false, k->pos);
	strbuf_free(&b);
	return o;
}

uint32_t
audit_lower_process(struct audit_lower *l, const struct audit_node *item,
    enum ir_scope scope)
{
	const struct audit_key *owner = audit_key_find(item, "owner");
	bool on = audit_text_is(item, "status", "ON");
	uint32_t o = audit_add_object(l, PROBE_PROCESS58, scope, item->pos);
	uint32_t t, s;

	audit_object_entity(l, o, "comm",
	    process_names(l, audit_key_find(item, "name")))->operation =
	    IR_OPERATION_PATTERN_MATCH;
	t = audit_add_test(l, item, o);
	if (!on && owner == NULL)
		l->b->test[t].check_existence = IR_EXISTENCE_NONE_EXIST;
	if (owner != NULL) {
		s = audit_add_state(l, PROBE_PROCESS58, owner->pos);
		audit_state_entity(l, s, "user", audit_operands(l,
		    owner->value, owner->nvalue, false, owner->pos));
		audit_test_state(l, t, s);
		if (!on) {
			l->b->test[t].check_existence = IR_EXISTENCE_ANY_EXIST;
			l->b->test[t].check = IR_CHECK_NONE_SATISFY;
		}
	}
	return audit_expr_test(l, t);
}
