/*
 * Tests, expressions, guards and what XCCDF makes of them: drift, what cannot
 * be read, sets, filters, attested halves, engines of a host.
 */
#include "world.h"

struct want {                     /* one test on a fact */
	enum probe_kind probe;    /* PROBE_CONTAINER where it is 0 */
	const char *path, *value; /* NULL value: existence alone */
	const char *or_value;     /* second value, in a variable */
	enum ir_operation op;
	enum ir_datatype type;
	enum ir_check check;
	enum ir_existence existence;
	const char *member, *where_type; /* filter: Type equals */
	enum ir_scope scope;
	uint32_t kernel; /* of it plus 1; 0: none */
};

static struct ir_entity *
entity(struct world *w, uint16_t field, const char *literal)
{
	struct ir_entity *e = arena_alloc(&w->arena, sizeof *e);

	e->field = field;
	e->variable = IR_NONE;
	e->literal = literal;
	return e;
}

static uint32_t
constant(struct world *w, const char *a, const char *b)
{
	uint32_t i = ir_add_variable(&w->ir);
	const char **value = arena_alloc(&w->arena, 2 * sizeof *value);

	value[0] = a;
	value[1] = b;
	w->ir.variable[i].id = "v";
	w->ir.variable[i].kind = IR_CONSTANT;
	w->ir.variable[i].value = value;
	w->ir.variable[i].nvalue = b != NULL ? 2 : a != NULL ? 1 : 0;
	return i;
}

static uint32_t
test(struct world *w, struct want want)
{
	uint32_t o = ir_add_object(&w->ir), t = ir_add_test(&w->ir), s;
	struct ir_entity *e;
	uint32_t *state;

	w->ir.object[o].id = "o";
	w->ir.object[o].probe = want.probe;
	w->ir.object[o].scope = want.scope;
	w->ir.object[o].entity = entity(w, 0, want.path);
	w->ir.object[o].nentity = 1;
	if (want.where_type != NULL) {
		struct ir_filter *f = arena_alloc(&w->arena, sizeof *f);

		s = ir_add_state(&w->ir);
		e = entity(w, 1, want.where_type);
		e->record = "Type";
		w->ir.state[s].probe = want.probe;
		w->ir.state[s].entity = e;
		w->ir.state[s].nentity = 1;
		f->include = true;
		f->state = s;
		w->ir.object[o].filter = f;
		w->ir.object[o].nfilter = 1;
	}
	w->ir.test[t].id = "t";
	w->ir.test[t].probe = want.probe;
	w->ir.test[t].object = o;
	w->ir.test[t].check = want.check;
	w->ir.test[t].check_existence = want.existence;
	w->ir.test[t].kernel = want.kernel > 0 ? want.kernel - 1 : IR_NONE;
	if (want.value == NULL && want.op != IR_OPERATION_SUBSET_OF &&
	    want.op != IR_OPERATION_SUPERSET_OF)
		return t;
	s = ir_add_state(&w->ir);
	e = entity(w, 1, want.value);
	e->operation = want.op;
	e->datatype = want.type;
	e->record = want.member;
	if (want.or_value != NULL || want.value == NULL) {
		e->variable = constant(w, want.value, want.or_value);
		e->literal = NULL;
		e->var_check = want.op == IR_OPERATION_NOT_EQUAL
				   ? IR_CHECK_ALL
				   : IR_CHECK_AT_LEAST_ONE;
	}
	w->ir.state[s].probe = want.probe;
	w->ir.state[s].entity = e;
	w->ir.state[s].nentity = 1;
	state = arena_alloc(&w->arena, sizeof *state);
	*state = s;
	w->ir.test[t].state = state;
	w->ir.test[t].nstate = 1;
	return t;
}

static struct ir_rule *
rule(struct world *w, uint32_t expr)
{
	uint32_t r = ir_add_rule(&w->ir);

	w->ir.rule[r].id = "r";
	w->ir.rule[r].name = "R-1";
	w->ir.rule[r].target = 1u << IR_TARGET_CONTAINER;
	w->ir.rule[r].expr = expr;
	w->ir.rule[r].force = IR_XCCDF__MAX;
	return &w->ir.rule[r];
}

/* "result: message | where: expected -> found | ..." of the first rule. */
static const char *
outcome(struct world *w, struct rt_container *c)
{
	struct rt_target_result out = { 0 };
	struct strbuf b = STRBUF_INIT;
	const struct rt_rule_result *r;
	const char *text;

	world_target(w, c);
	rt_eval_target(&w->ctx, &out);
	r = &out.result[0];
	strbuf_addstr(&b, ir_xccdf_names[r->result]);
	if (r->message != NULL)
		strbuf_addf(&b, ": %s", r->message);
	for (uint32_t i = 0; i < r->nevidence; i++) {
		const struct rt_evidence *e = &r->evidence[i];

		strbuf_addf(&b, " | %s%s: %s -> %s", e->drift ? "DRIFT " : "",
		    e->where != NULL ? e->where : "",
		    e->expected != NULL ? e->expected : "",
		    e->found != NULL ? e->found : "nothing");
	}
	text = arena_strndup(&w->arena, b.s, b.n);
	strbuf_free(&b);
	return text;
}

/* --- single tests ------------------------------------------------------- */

#define HC(x) "\"HostConfig\":{" x "}"
#define LIST "HostConfig.CapAdd[]"
#define NONE IR_CHECK_NONE_SATISFY
#define ANY IR_EXISTENCE_ANY_EXIST
#define SUBSET IR_OPERATION_SUBSET_OF
#define SUPERSET IR_OPERATION_SUPERSET_OF

/* clang-format off */
static const struct {
	const char *document;
	struct want want;
	const char *outcome;
} cases[] = {
	{ HC("\"ReadonlyRootfs\":true"),
	    { .path = "HostConfig.ReadonlyRootfs", .value = "true", .type = IR_DATATYPE_BOOLEAN },
	    "pass | HostConfig.ReadonlyRootfs: equals true -> true" },
	{ HC("\"ReadonlyRootfs\":false"),
	    { .path = "HostConfig.ReadonlyRootfs", .value = "true", .type = IR_DATATYPE_BOOLEAN },
	    "fail | HostConfig.ReadonlyRootfs: equals true -> false" },
	{ HC("\"X\":\"maybe\""),
	    { .path = "HostConfig.X", .value = "true", .type = IR_DATATYPE_BOOLEAN },
	    "error: \"maybe\" is not of type boolean | HostConfig.X: equals true -> maybe" },
	{ HC(""),
	    { .path = "HostConfig.ReadonlyRootfs", .value = "true", .type = IR_DATATYPE_BOOLEAN },
	    "fail | HostConfig.ReadonlyRootfs: equals true -> nothing" },
	{ HC("\"CapAdd\":[\"A\",\"B\",\"C\",\"D\",\"E\",\"F\",\"G\",\"H\"]"),
	    { .path = LIST, .value = "X" },
	    "fail | HostConfig.CapAdd[0]: equals X -> A | HostConfig.CapAdd[1]: equals X -> B | HostConfig.CapAdd[2]: equals X -> C | HostConfig.CapAdd[3]: equals X -> D | HostConfig.CapAdd[4]: equals X -> E | HostConfig.CapAdd[5]: equals X -> F | :  -> ... and 2 more" },
	{ HC("\"CapAdd\":[\"A\",\"B\"]"),
	    { .path = LIST, .value = "B", .check = NONE, .existence = ANY },
	    "fail | HostConfig.CapAdd[1]: none: equals B -> B" },
	{ HC("\"CapAdd\":null"),
	    { .path = LIST, .value = "B", .check = NONE, .existence = ANY },
	    "pass | HostConfig.CapAdd[]: none: equals B -> nothing" },
	{ HC("\"CapAdd\":[\"A\"]"),
	    { .path = LIST, .existence = IR_EXISTENCE_NONE_EXIST },
	    "fail | HostConfig.CapAdd[0]: none exist -> A" },
	{ HC("\"CapAdd\":[\"A\\u0001\\n\"]"),
	    { .path = LIST, .value = "B" },
	    "fail | HostConfig.CapAdd[0]: equals B -> A\\x01\\x0a" },
	{ HC("\"X\":5"),
	    { .path = "HostConfig.X", .value = "5", .or_value = "6", .op = IR_OPERATION_NOT_EQUAL, .type = IR_DATATYPE_INT },
	    "fail | HostConfig.X: not equal 5, 6 -> 5" },
	{ HC("\"X\":5"),
	    { .path = "HostConfig.X", .value = "5", .or_value = "6", .type = IR_DATATYPE_INT },
	    "pass | HostConfig.X: equals any of 5, 6 -> 5" },

	/* sets */
	{ HC("\"CapAdd\":[\"A\",\"B\"]"),
	    { .path = LIST, .op = SUBSET, .value = "A", .or_value = "B" },
	    "pass | HostConfig.CapAdd[0]: subset of A, B -> A | HostConfig.CapAdd[1]: subset of A, B -> B" },
	{ HC("\"CapAdd\":[\"A\",\"C\"]"),
	    { .path = LIST, .op = SUBSET, .value = "A", .or_value = "B" },
	    "fail | HostConfig.CapAdd[1]: subset of A, B -> C" },
	{ HC("\"CapAdd\":[]"),
	    { .path = LIST, .op = SUBSET, .value = "A", .existence = ANY },
	    "pass | HostConfig.CapAdd[]: subset of A -> nothing" },
	{ HC("\"CapAdd\":[\"A\"]"),
	    { .path = LIST, .op = SUBSET },
	    "fail | HostConfig.CapAdd[0]: subset of (nothing) -> A" },
	{ HC("\"CapAdd\":[\"A\",\"B\",\"C\"]"),
	    { .path = LIST, .op = SUPERSET, .value = "A", .or_value = "C" },
	    "pass | HostConfig.CapAdd[0]: superset of A, C -> A | HostConfig.CapAdd[1]: superset of A, C -> B | HostConfig.CapAdd[2]: superset of A, C -> C" },
	{ HC("\"CapAdd\":[\"A\"]"),
	    { .path = LIST, .op = SUPERSET, .value = "A", .or_value = "C" },
	    "fail | HostConfig.CapAdd[0]: superset of A, C -> A" },
	{ HC("\"CapAdd\":[]"),
	    { .path = LIST, .op = SUPERSET, .value = "A", .existence = ANY },
	    "fail | HostConfig.CapAdd[]: superset of A -> nothing" },
	{ HC("\"CapAdd\":[]"),
	    { .path = LIST, .op = SUPERSET, .existence = ANY },
	    "pass | HostConfig.CapAdd[]: superset of (nothing) -> nothing" },

	/* records */
	{ "\"Mounts\":[{\"Type\":\"bind\",\"RW\":true},{\"Type\":\"volume\",\"RW\":false}]",
	    { .path = "Mounts[]", .member = "RW", .value = "false", .where_type = "volume" },
	    "pass | Mounts[1]: RW equals false -> Type=volume RW=false" },
	{ "\"Mounts\":[{\"Type\":\"bind\",\"RW\":true}]",
	    { .path = "Mounts[]", .member = "RW", .value = "false", .where_type = "bind" },
	    "fail | Mounts[0]: RW equals false -> Type=bind RW=true" },
	{ "\"Mounts\":[{\"Type\":\"bind\"}]",
	    { .path = "Mounts[]", .member = "RW", .value = "x", .op = IR_OPERATION_NOT_EQUAL },
	    "fail | Mounts[0]: RW not equal x -> Type=bind" },

	/* what is not told */
	{ HC("\"CapAdd\":\"A\""),
	    { .path = LIST, .value = "B", .check = NONE, .existence = ANY },
	    "error: the engine's answer is of another form: HostConfig.CapAdd is no list of texts | HostConfig.CapAdd[]: none: equals B -> nothing" },
	{ HC(""),
	    { .probe = PROBE_KERNEL, .path = "root.readonly", .value = "true" },
	    "notapplicable: not running | root.readonly: equals true -> nothing" },
	{ "\"State\":{\"Status\":\"running\",\"Pid\":0}",
	    { .probe = PROBE_KERNEL, .path = "root.readonly", .value = "true" },
	    "unknown: the engine gives no process | root.readonly: equals true -> nothing" },
};
/* clang-format on */

static void
single_tests(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world w;
		struct rt_container *c;
		const char *found;

		world_open(&w);
		c = world_container(&w, "c", cases[i].document);
		rule(&w, ir_expr_test(&w.ir, test(&w, cases[i].want)));
		found = outcome(&w, c);
		if (!str_eq(found, cases[i].outcome))
			fail_msg("%zu: %s\n%s, expected\n%s", i,
			    cases[i].document, found, cases[i].outcome);
		world_close(&w);
	}
}

/* What is expected is said of the negation, not of the test below it. */
static void
negations_expect_the_opposite(void **state)
{
	static const struct {
		struct want want;
		const char *outcome;
	} table[] = {
		{ { .path = LIST, .existence = IR_EXISTENCE_NONE_EXIST },
		    "pass | HostConfig.CapAdd[0]: at least one exists -> A" },
		{ { .path = LIST,
		      .existence = IR_EXISTENCE_AT_LEAST_ONE_EXISTS },
		    "fail | HostConfig.CapAdd[0]: none exist -> A" },
		{ { .path = LIST, .value = "A" },
		    "fail | HostConfig.CapAdd[0]: not: equals A -> A" },
	};
	struct rt_container *c;
	struct world w;
	uint32_t x;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		world_open(&w);
		x = ir_expr_test(&w.ir, test(&w, table[i].want));
		w.ir.expr[x].negate = true;
		rule(&w, x);
		c = world_container(&w, "c", HC("\"CapAdd\":[\"A\"]"));
		assert_string_equal(outcome(&w, c), table[i].outcome);
		world_close(&w);
	}
}

/* --- drift -------------------------------------------------------------- */

#define RUNNING ",\"State\":{\"Status\":\"running\",\"Pid\":40}"

static uint32_t
readonly_test(struct world *w)
{
	uint32_t k = test(w, (struct want){ .probe = PROBE_KERNEL,
				 .path = "root.readonly",
				 .value = "true",
				 .type = IR_DATATYPE_BOOLEAN });

	return test(w, (struct want){ .path = "HostConfig.ReadonlyRootfs",
			   .value = "true",
			   .type = IR_DATATYPE_BOOLEAN,
			   .kernel = k + 1 });
}

static void
drift_is_told(void **state)
{
	static const struct {
		const char *document, *mountinfo;
		bool declared_only;
		const char *outcome;
	} table[] = {
		{ HC("\"ReadonlyRootfs\":true") RUNNING,
		    "1 1 0:5 / / ro - overlay o rw\n", false,
		    "pass | HostConfig.ReadonlyRootfs: equals true -> true | "
		    "kernel: root.readonly: equals true -> true" },
		{ HC("\"ReadonlyRootfs\":true") RUNNING,
		    "1 1 0:5 / / rw - overlay o rw\n", false,
		    "fail: drift: the kernel contradicts what the engine "
		    "declares | DRIFT kernel: root.readonly: equals true -> "
		    "false" },
		{ HC("\"ReadonlyRootfs\":true") RUNNING,
		    "1 1 0:5 / / rw - overlay o rw\n", true,
		    "pass | HostConfig.ReadonlyRootfs: equals true -> true | "
		    "kernel:  -> not asked" },
		{ HC("\"ReadonlyRootfs\":false") RUNNING,
		    "1 1 0:5 / / ro - overlay o ro\n", false,
		    "fail | HostConfig.ReadonlyRootfs: equals true -> false" },
		{ HC("\"ReadonlyRootfs\":true") RUNNING, NULL, false,
		    "unknown: the kernel's facts cannot be read, only the "
		    "declaration: root.readonly cannot be read: mountinfo: No "
		    "such file or directory | kernel: root.readonly: equals "
		    "true -> nothing" },
		{ HC("\"ReadonlyRootfs\":true"), NULL, false,
		    "pass | HostConfig.ReadonlyRootfs: equals true -> true | "
		    "kernel:  -> not running" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct world w;
		struct rt_container *c;
		const char *found;

		world_open(&w);
		w.options.declared_only = table[i].declared_only;
		c = world_container(&w, "c", table[i].document);
		world_file(&w, "proc/40/cgroup",
		    arena_printf(&w.arena, "0::/docker/%s\n", c->id));
		if (table[i].mountinfo != NULL)
			world_file(&w, "proc/40/mountinfo", table[i].mountinfo);
		rule(&w, ir_expr_test(&w.ir, readonly_test(&w)));
		found = outcome(&w, c);
		if (!str_eq(found, table[i].outcome))
			fail_msg("%zu: %s, expected\n%s", i, found,
			    table[i].outcome);
		world_close(&w);
	}
}

/* --- rules -------------------------------------------------------------- */

static uint32_t
constant_expr(struct world *w, enum ir_result r)
{
	uint32_t e = ir_add_expr(&w->ir);

	w->ir.expr[e].kind = IR_EXPR_RESULT;
	w->ir.expr[e].result = r;
	return e;
}

/* Guard and expression by constants, what else the rule has, and the result. */
/* clang-format off */
static const struct {
	enum ir_result guard, expr;
	const char *attest; /* value of its variable; NULL: none */
	bool manual;
	enum ir_xccdf_result force;
	const char *outcome;
} rules[] = {
#define G(x) IR_RESULT_TRUE, IR_RESULT_##x
#define N NULL, false, IR_XCCDF__MAX
	{ G(TRUE), N, "pass" },
	{ G(FALSE), N, "fail" },
	{ G(ERROR), N, "error" },
	{ G(UNKNOWN), N, "unknown" },
	{ G(NOT_EVALUATED), N, "notchecked" },
	{ G(NOT_APPLICABLE), N, "notapplicable" },
	{ IR_RESULT_FALSE, IR_RESULT_FALSE, N, "notapplicable: guarded" },
	{ IR_RESULT_ERROR, IR_RESULT_TRUE, N, "error: whether the rule applies cannot be told" },
	{ IR_RESULT_UNKNOWN, IR_RESULT_TRUE, N, "unknown: whether the rule applies cannot be told" },
	{ IR_RESULT_NOT_EVALUATED, IR_RESULT_TRUE, N, "notchecked: whether the rule applies cannot be told" },
	{ G(TRUE), "true", false, IR_XCCDF__MAX, "pass" },
	{ G(TRUE), "1", false, IR_XCCDF__MAX, "pass" },
	{ G(TRUE), "false", false, IR_XCCDF__MAX, "notchecked: the automatic part holds; v is to be attested" },
	{ G(TRUE), "yes", false, IR_XCCDF__MAX, "notchecked: the automatic part holds; v is to be attested" },
	{ G(FALSE), "true", false, IR_XCCDF__MAX, "fail" },
	{ G(FALSE), "false", false, IR_XCCDF__MAX, "fail" },
	{ G(ERROR), "true", false, IR_XCCDF__MAX, "error" },
	{ G(TRUE), NULL, true, IR_XCCDF__MAX, "notchecked: the automatic part holds; look" },
	{ G(FALSE), NULL, true, IR_XCCDF__MAX, "fail" },
	{ G(TRUE), NULL, false, IR_XCCDF_INFORMATIONAL, "informational" },
	{ G(FALSE), NULL, false, IR_XCCDF_INFORMATIONAL, "informational" },
	{ G(ERROR), NULL, false, IR_XCCDF_INFORMATIONAL, "error" },
	{ G(FALSE), NULL, false, IR_XCCDF_NOTCHECKED, "notchecked" },
};
/* clang-format on */

static void
rules_come_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct ir_guard guard = { .result = IR_XCCDF_NOTAPPLICABLE,
			.message = "guarded" };
		struct rt_container *c;
		const char *found;
		struct ir_rule *r;
		struct world w;
		uint32_t v;

		world_open(&w);
		c = world_container(&w, "c", "");
		guard.expr = constant_expr(&w, rules[i].guard);
		r = rule(&w, constant_expr(&w, rules[i].expr));
		r->guard = &guard;
		r->nguard = 1;
		r->force = rules[i].force;
		r->manual = rules[i].manual ? "look" : NULL;
		if (rules[i].attest != NULL) {
			v = constant(&w, rules[i].attest, NULL);
			r->attest = &v;
			r->nattest = 1;
		}
		found = outcome(&w, c);
		if (!str_eq(found, rules[i].outcome))
			fail_msg(
			    "%zu: %s, expected %s", i, found, rules[i].outcome);
		world_close(&w);
	}
}

static void
platforms_can_be_ignored(void **state)
{
	struct ir_guard guard = { .result = IR_XCCDF_NOTAPPLICABLE,
		.message = "guarded" };
	struct rt_container *c;
	struct ir_rule *r;
	struct world w;

	(void)state;
	world_open(&w);
	c = world_container(&w, "c", "");
	guard.expr = constant_expr(&w, IR_RESULT_FALSE);
	r = rule(&w, constant_expr(&w, IR_RESULT_TRUE));
	r->guard = &guard;
	r->nguard = 1;
	w.options.ignore_platform = true;
	assert_string_equal(outcome(&w, c), "notapplicable: guarded");
	guard.platform = true;
	assert_string_equal(outcome(&w, c), "pass");
	w.options.ignore_platform = false;
	assert_string_equal(outcome(&w, c), "notapplicable: guarded");
	world_close(&w);
}

/* What is masked is compared, and told to nobody. */
static void
masked_values_are_not_told(void **state)
{
	struct rt_container *c;
	const struct ir_state *s;
	struct world w;
	const char *found;
	uint32_t t;

	(void)state;
	world_open(&w);
	c = world_container(&w, "c", "\"HostConfig\":{\"X\":\"secret\"}");
	t = test(&w,
	    (struct want){ .path = "HostConfig.X", .value = "open" });
	rule(&w, ir_expr_test(&w.ir, t));
	assert_non_null(strstr(outcome(&w, c), "secret"));
	s = &w.ir.state[w.ir.test[t].state[0]];
	((struct ir_entity *)(uintptr_t)s->entity)->mask = true;
	found = outcome(&w, c);
	assert_null(strstr(found, "secret"));
	assert_non_null(strstr(found, "(masked)"));
	world_close(&w);
}

static void
nothing_unsupported_passes(void **state)
{
	struct rt_container *c;
	struct world w;
	uint32_t t;

	(void)state;
	world_open(&w);
	c = world_container(&w, "c", "");
	t = ir_add_test(&w.ir);
	w.ir.test[t].unsupported = "no probe";
	rule(&w, ir_expr_test(&w.ir, t));
	assert_string_equal(outcome(&w, c), "notchecked: no probe");
	w.ir.expr[0].negate = true;
	assert_string_equal(outcome(&w, c), "notchecked: no probe");
	w.ir.rule[0].expr = IR_NONE;
	assert_string_equal(
	    outcome(&w, c), "notchecked: no check is bound to this rule");
	world_close(&w);
}

static void
conditions_choose(void **state)
{
	static const struct {
		enum ir_result condition;
		bool otherwise;
		const char *outcome;
	} table[] = {
		{ IR_RESULT_TRUE, true, "pass" },
		{ IR_RESULT_FALSE, true, "fail" },
		{ IR_RESULT_FALSE, false, "notapplicable" },
		{ IR_RESULT_ERROR, true, "error" },
		{ IR_RESULT_UNKNOWN, true, "unknown" },
		{ IR_RESULT_NOT_EVALUATED, true, "notchecked" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct rt_container *c;
		uint32_t kid[3], e;
		struct world w;

		world_open(&w);
		c = world_container(&w, "c", "");
		kid[0] = constant_expr(&w, table[i].condition);
		kid[1] = constant_expr(&w, IR_RESULT_TRUE);
		kid[2] = constant_expr(&w, IR_RESULT_FALSE);
		e = ir_add_expr(&w.ir);
		w.ir.expr[e].kind = IR_EXPR_IF;
		w.ir.expr[e].kid = kid;
		w.ir.expr[e].nkid = table[i].otherwise ? 3 : 2;
		rule(&w, e);
		assert_string_equal(outcome(&w, c), table[i].outcome);
		world_close(&w);
	}
}

static void
targets_that_cannot_be_looked_at(void **state)
{
	struct rt_container *c;
	struct world w;

	(void)state;
	world_open(&w);
	rule(&w, constant_expr(&w, IR_RESULT_TRUE));
	c = world_container(&w, "c", "");
	c->excluded = "name=c";
	assert_string_equal(
	    outcome(&w, c), "notapplicable: excluded by name=c");
	c->excluded = NULL;
	c->body = NULL;
	c->error = "the engine went away";
	assert_string_equal(outcome(&w, c), "error: the engine went away");
	c->error = NULL;
	c->vanished = true;
	assert_true(str_starts(outcome(&w, c), "unknown"));
	assert_string_equal(outcome(&w, NULL), "notselected");
	world_close(&w);
}

/* OVAL's word for what nobody asks is unknown, on every kind of target. */
static void
units_of_systemd_are_unknown_in_a_container(void **state)
{
	struct rt_container *c;
	struct world w;

	(void)state;
	world_open(&w);
	rule(&w, ir_expr_test(&w.ir, test(&w, (struct want){
					    .probe = PROBE_SYSTEMDUNITPROPERTY,
					    .path = "a.service" })));
	c = world_container(&w, "c", "");
	assert_true(str_starts(outcome(&w, c), "unknown: that belongs to a host"));
	world_close(&w);
}

/* --- a host's engines --------------------------------------------------- */

/* A check of a rule whose results are told apart. */
static uint32_t
named_check(struct world *w, const char *name, uint32_t expr)
{
	uint32_t e = ir_expr_operator(&w->ir, IR_OPERATOR_AND, &expr, 1);

	w->ir.expr[e].check = name;
	return e;
}

static void
checks_are_told_apart(void **state)
{
	struct rt_target_result out = { 0 };
	const struct rt_rule_result *r;
	struct ir_rule *manual;
	struct world w;
	struct rt_container *c;
	uint32_t kid[3];

	(void)state;
	world_open(&w);
	c = world_container(&w, "c", "\"Path\":\"p\"");
	kid[0] = named_check(&w, "first",
	    ir_expr_test(&w.ir,
		test(&w, (struct want){ .path = "Path", .value = "p" })));
	kid[1] = named_check(&w, "second",
	    ir_expr_test(&w.ir,
		test(&w, (struct want){ .path = "Path", .value = "q" })));
	kid[2] = ir_add_expr(&w.ir);
	w.ir.expr[kid[2]].kind = IR_EXPR_RESULT;
	w.ir.expr[kid[2]].result = IR_RESULT_NOT_EVALUATED;
	w.ir.expr[kid[2]].comment = "nobody can";
	kid[2] = named_check(&w, "third", kid[2]);
	manual = rule(&w, ir_expr_operator(&w.ir, IR_OPERATOR_AND, kid, 3));
	assert_string_equal(
	    outcome(&w, c), "fail | Path: equals q -> p");
	rt_eval_target(&w.ctx, &out);
	r = out.result[0].part;
	assert_int_equal(out.result[0].npart, 3);
	assert_string_equal(r[0].check, "first");
	assert_int_equal(r[0].result, IR_XCCDF_PASS);
	assert_int_equal(r[0].nevidence, 1);
	assert_string_equal(r[1].check, "second");
	assert_int_equal(r[1].result, IR_XCCDF_FAIL);
	assert_int_equal(r[2].result, IR_XCCDF_NOTCHECKED);
	assert_string_equal(r[2].message, "nobody can");
	assert_int_equal(r[2].npart, 0);
	manual->manual = "look";
	outcome(&w, c);
	rt_eval_target(&w.ctx, &out);
	r = out.result[0].part;
	assert_int_equal(r[0].result, IR_XCCDF_NOTCHECKED);
	assert_string_equal(r[0].message, "the automatic part holds; look");
	assert_int_equal(r[1].result, IR_XCCDF_FAIL);
	world_close(&w);
}

static void
every_engine_must_pass(void **state)
{
	struct rt_rule_info info = { .id = "r" };
	struct rt_target_result out = { 0 };
	struct world w;
	struct ir_rule *r;

	(void)state;
	world_open(&w);
	w.content.rule = &info;
	r = rule(&w,
	    ir_expr_test(&w.ir, test(&w, (struct want){ .probe = PROBE_ENGINE,
					     .path = "info.Driver",
					     .value = "overlay2" })));
	r->target = 1u << IR_TARGET_ENGINE;
	json_object_set_new(
	    w.engine[0].info, "Driver", json_string("overlay2"));
	json_object_set_new(w.engine[1].info, "Driver", json_string("vfs"));
	assert_string_equal(
	    outcome(&w, NULL), "pass | docker /run/docker.sock: info.Driver: "
			       "equals overlay2 -> overlay2");
	w.engines.nengine = 2;
	assert_string_equal(outcome(&w, NULL),
	    "fail | docker /run/docker.sock: info.Driver: equals overlay2 -> "
	    "overlay2"
	    " | podman /run/podman/podman.sock: info.Driver: equals overlay2 "
	    "-> vfs");
	info.multiple = true; /* a result for each */
	outcome(&w, NULL);
	rt_eval_target(&w.ctx, &out);
	assert_int_equal(out.result[0].npart, 2);
	assert_int_equal(out.result[0].part[0].result, IR_XCCDF_PASS);
	assert_int_equal(out.result[0].part[1].result, IR_XCCDF_FAIL);
	assert_string_equal(out.result[0].part[1].instance,
	    "podman /run/podman/podman.sock");
	assert_string_equal(out.result[0].part[1].context, "engine");
	info.multiple = false;
	w.engine[1].error = "connect: refused";
	assert_string_equal(outcome(&w, NULL),
	    "error: podman /run/podman/podman.sock: connect: refused"
	    " | docker /run/docker.sock: info.Driver: equals overlay2 -> "
	    "overlay2");
	w.engines.nengine = 0;
	assert_string_equal(outcome(&w, NULL),
	    "notapplicable: there is no container engine here");
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_tests),
		cmocka_unit_test(negations_expect_the_opposite),
		cmocka_unit_test(drift_is_told),
		cmocka_unit_test(rules_come_out),
		cmocka_unit_test(platforms_can_be_ignored),
		cmocka_unit_test(masked_values_are_not_told),
		cmocka_unit_test(nothing_unsupported_passes),
		cmocka_unit_test(conditions_choose),
		cmocka_unit_test(targets_that_cannot_be_looked_at),
		cmocka_unit_test(units_of_systemd_are_unknown_in_a_container),
		cmocka_unit_test(checks_are_told_apart),
		cmocka_unit_test(every_engine_must_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
