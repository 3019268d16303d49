/*
 * The platforms that a rule, the groups around it, the benchmark and the
 * profile in use name become guards of the rule: where the target is none of
 * them it is notapplicable.  Which the target is says the OVAL definition that a
 * dictionary has for the name; a CPE name of an operating system that no
 * dictionary has is looked up in the target's own os-release.  Requires the
 * rules of pass_bind() and the inventory of pass_oval().
 */
#include <string.h>

#include "../front/cpe.h"
#include "../probe/probe.h"
#include "pass.h"

/* What os-release says of operating systems that have a CPE name. */
static const struct {
	const char *vendor, *product, *id;
} systems[] = {
	{ "debian", "debian_linux", "debian" },
	{ "canonical", "ubuntu_linux", "ubuntu" },
	{ "redhat", "enterprise_linux", "rhel" },
	{ "centos", "centos", "centos" },
	{ "centos", "stream", "centos" },
	{ "fedoraproject", "fedora", "fedora" },
	{ "oracle", "linux", "ol" },
	{ "rocky", "rocky", "rocky" },
	{ "rocky", "rocky_linux", "rocky" },
	{ "almalinux", "almalinux", "almalinux" },
	{ "suse", "linux_enterprise_server", "sles" },
	{ "suse", "sles", "sles" },
	{ "suse", "linux_enterprise_desktop", "sled" },
	{ "opensuse", "leap", "opensuse-leap" },
	{ "opensuse", "tumbleweed", "opensuse-tumbleweed" },
	{ "alpinelinux", "alpine_linux", "alpine" },
	{ "amazon", "linux_2", "amzn" },
	{ "amazon", "amazon_linux", "amzn" },
	{ "vmware", "photon_os", "photon" },
};

#define KNOWN_MAX 2000

struct applies { /* to whatever names the platforms of a list */
	bool made, tells;
	struct ir_guard guard;
};

struct platforms {
	struct pass_unit *u;
	struct known { /* platforms that were asked for */
		const char *idref;
		uint32_t expr; /* IR_NONE: cannot be told */
	} *known;
	uint32_t nknown;
	struct named { /* parallel to u->inventory */
		bool is;
		struct cpe cpe;
	} *named;
	struct applies benchmark, *group, *profile;
	struct ir_guard *guard; /* of the rule in hand, the innermost first */
	uint32_t nguard;
	bool failed;
};

/* --- tests on os-release ---------------------------------------------------- */

static struct ir_entity
entity(const char *field, enum ir_operation operation, const char *literal,
    struct srcpos pos)
{
	struct ir_entity e = { .operation = operation };

	e.field = probe_field_find(probes[PROBE_TEXTFILECONTENT54], field);
	e.datatype = IR_DATATYPE_STRING;
	e.entity_check = IR_CHECK_ALL;
	e.var_check = IR_CHECK_AT_LEAST_ONE;
	e.variable = IR_NONE;
	e.literal = literal;
	e.pos = pos;
	return e;
}

/* Is there a line of that pattern in the file? */
static uint32_t
line_test(struct pass_unit *u, const char *file, const char *pattern,
    struct srcpos pos)
{
	struct ir_entity *e = arena_alloc(u->arena, 3 * sizeof *e);
	uint32_t o = ir_add_object(&u->ir), t = ir_add_test(&u->ir);
	struct ir_object *object = &u->ir.object[o];
	struct ir_test *test = &u->ir.test[t];

	e[0] = entity("filepath", IR_OPERATION_EQUALS, file, pos);
	e[1] = entity("pattern", IR_OPERATION_PATTERN_MATCH, pattern, pos);
	e[2] = entity("instance", IR_OPERATION_EQUALS, "1", pos);
	e[2].datatype = IR_DATATYPE_INT;
	object->id = arena_printf(u->arena, "platform:obj:%u", o);
	object->probe = PROBE_TEXTFILECONTENT54;
	object->scope = IR_SCOPE_TARGET;
	object->entity = e;
	object->nentity = 3;
	object->pos = pos;
	test->id = arena_printf(u->arena, "platform:tst:%u", t);
	test->probe = PROBE_TEXTFILECONTENT54;
	test->check_existence = IR_EXISTENCE_AT_LEAST_ONE_EXISTS;
	test->check = IR_CHECK_ALL;
	test->state_operator = IR_OPERATOR_AND;
	test->object = o;
	test->pos = pos;
	return ir_expr_test(&u->ir, t);
}

static uint32_t
combine(struct pass_unit *u, enum ir_operator op, const uint32_t *kid,
    uint32_t n, struct srcpos pos)
{
	uint32_t e;

	if (n == 1)
		return kid[0];
	e = ir_expr_operator(&u->ir, op, kid, n);
	u->ir.expr[e].pos = pos;
	return e;
}

/* A literal part of a pattern. */
static void
quote_pattern(struct strbuf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == CPE_ONE)
			strbuf_addstr(out, "[^\"']");
		else if (*s == CPE_MANY)
			strbuf_addstr(out, "[^\"']*");
		else if (strchr("\\^$.[]|()?*+{}", *s) != NULL)
			strbuf_addf(out, "\\%c", *s);
		else
			strbuf_addch(out, *s);
	}
}

/* Version 8 is 8 and 8.6; 20.04 is 20.04 alone and 20.04.1. */
static const char *
version_pattern(struct arena *a, const char *version)
{
	struct strbuf b = STRBUF_INIT;
	const char *pattern;

	strbuf_addstr(&b, "^VERSION_ID=[\"']?");
	quote_pattern(&b, version);
	strbuf_addstr(&b, "(?:\\.[^\"']*)?[\"']?\\s*$");
	pattern = arena_strndup(a, b.s, b.n);
	strbuf_free(&b);
	return pattern;
}

/* The id that os-release has for the system; NULL: none is known. */
static const char *
system_id(const struct cpe *c)
{
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
		if (str_eq(c->value[CPE_VENDOR], systems[i].vendor) &&
		    str_eq(c->value[CPE_PRODUCT], systems[i].product))
			return systems[i].id;
	}
	return NULL;
}

/* Anything that ID and VERSION_ID cannot tell. */
static bool
is_specific(const struct cpe *c)
{
	for (unsigned i = CPE_UPDATE; i < CPE__MAX; i++) {
		if (c->value[i] != NULL && *c->value[i] != '\0')
			return true;
	}
	return false;
}

/* Does this os-release have the name, or what the name stands for? */
static uint32_t
os_release(struct pass_unit *u, const char *file, const struct cpe *c,
    const char *id, struct srcpos pos)
{
	uint32_t kid[2], both[2], n = 0;
	const char *pattern = cpe_pattern(u->arena, c);
	const char *version = c->value[CPE_VERSION];

	/* Without its "(?i)^" and "$". */
	pattern = arena_printf(u->arena, "^(?i)CPE_NAME=[\"']?%.*s[\"']?\\s*$",
	    (int)(strlen(pattern) - strlen("(?i)^$")),
	    pattern + strlen("(?i)^"));
	kid[n++] = line_test(u, file, pattern, pos);
	if (!is_specific(c)) {
		uint32_t nboth = 0;

		both[nboth++] = line_test(u, file,
		    arena_printf(u->arena, "^ID=[\"']?%s[\"']?\\s*$", id),
		    pos);
		if (version != NULL && *version != '\0')
			both[nboth++] = line_test(u, file,
			    version_pattern(u->arena, version), pos);
		kid[n++] = combine(u, IR_OPERATOR_AND, both, nboth, pos);
	}
	return combine(u, IR_OPERATOR_OR, kid, n, pos);
}

/* --- platforms -------------------------------------------------------------- */

static void
undecided(const char *what, struct srcpos pos)
{
	diag(DIAG_ID_XCCDF_UNSUPPORTED, pos,
	    "platform %s cannot be told: taken as the target's own", what);
}

/* What the dictionaries have for a name, or for what it covers. */
static uint32_t
inventory_expr(struct platforms *p, const char *name, struct srcpos pos)
{
	struct pass_unit *u = p->u;
	struct cpe asked;
	uint32_t *kid = NULL, n = 0, i;

	if (!cpe_parse(u->arena, name, &asked))
		return IR_NONE;
	for (i = 0; i < u->ninventory; i++)
		if (p->named[i].is && cpe_covers(&asked, &p->named[i].cpe))
			*VEC_PUSH(u->arena, kid, n) = u->inventory[i].expr;
	return n != 0 ? combine(u, IR_OPERATOR_OR, kid, n, pos) : IR_NONE;
}

static uint32_t
name_expr(struct platforms *p, const char *name, struct srcpos pos)
{
	struct pass_unit *u = p->u;
	struct cpe c;
	const char *id;
	uint32_t kid[2], found = inventory_expr(p, name, pos);

	if (found != IR_NONE)
		return found;
	if (!cpe_parse(u->arena, name, &c) ||
	    !str_eq(c.value[CPE_PART], "o") || (id = system_id(&c)) == NULL) {
		undecided(name, pos);
		return IR_NONE;
	}
	kid[0] = os_release(u, "/etc/os-release", &c, id, pos);
	kid[1] = os_release(u, "/usr/lib/os-release", &c, id, pos);
	return combine(u, IR_OPERATOR_OR, kid, 2, pos);
}

static uint32_t
fact_expr(struct platforms *p, const struct model_platform_test *t)
{
	if (t->kind == MODEL_PLATFORM_FACT)
		return name_expr(p, t->name, t->pos);
	for (uint32_t i = 0; i < p->u->ninventory; i++)
		if (p->u->inventory[i].test == t)
			return p->u->inventory[i].expr;
	undecided(t->definition, t->pos);
	return IR_NONE;
}

/*
 * Where a part cannot be told, the expression is of the rest: with `possible`
 * it is false only where the whole is false whatever that part is, else true
 * only where the whole is true whatever it is.  IR_NONE: it is never so.
 */
static uint32_t
test_expr(
    struct platforms *p, const struct model_platform_test *t, bool possible)
{
	uint32_t *kid, e, n = 0;
	bool inside = possible != t->negate;

	if (t->kind != MODEL_PLATFORM_LOGICAL)
		return fact_expr(p, t);
	kid = arena_alloc(p->u->arena, (t->nkid + 1) * sizeof *kid);
	for (uint32_t i = 0; i < t->nkid; i++) {
		e = test_expr(p, &t->kid[i], inside);
		if (e != IR_NONE)
			kid[n++] = e;
		else if (t->or_ == inside) /* it alone may decide */
			return IR_NONE;
	}
	if (n == 0)
		return IR_NONE;
	e = ir_expr_operator(&p->u->ir,
	    t->or_ ? IR_OPERATOR_OR : IR_OPERATOR_AND, kid, n);
	p->u->ir.expr[e].negate = t->negate;
	p->u->ir.expr[e].pos = t->pos;
	return e;
}

/* The expression of what platform/@idref names. */
static uint32_t
platform_expr(struct platforms *p, const char *idref, struct srcpos pos)
{
	const struct model_benchmark *b = p->u->benchmark;
	struct known *k;
	uint32_t expr = IR_NONE, i;

	for (i = 0; i < p->nknown; i++) {
		if (str_eq(p->known[i].idref, idref))
			return p->known[i].expr;
	}
	if (p->nknown == KNOWN_MAX) {
		if (!p->failed)
			diag(DIAG_ID_XML_LIMIT, pos, "more than %d platforms",
			    KNOWN_MAX);
		p->failed = true;
		return IR_NONE;
	}
	if (*idref == '#') {
		for (i = 0; i < b->nplatform_def; i++) {
			if (str_eq(b->platform_def[i].id, idref + 1))
				break;
		}
		if (i < b->nplatform_def)
			expr = test_expr(p, &b->platform_def[i].test, true);
		else
			undecided(idref, pos);
	} else {
		expr = name_expr(p, idref, pos);
	}
	k = VEC_PUSH(p->u->arena, p->known, p->nknown);
	k->idref = idref;
	k->expr = expr;
	return expr;
}

/* --- guards ----------------------------------------------------------------- */

/* Any of several platforms will do. */
static void
make_guard(struct platforms *p, struct applies *to, const char *const *idref,
    uint32_t n, const char *profile, struct srcpos pos)
{
	struct pass_unit *u = p->u;
	struct strbuf names = STRBUF_INIT;
	uint32_t *kid = arena_alloc(u->arena, n * sizeof *kid), i;

	for (i = 0; i < n; i++) {
		kid[i] = platform_expr(p, idref[i], pos);
		if (kid[i] == IR_NONE)
			break;
		strbuf_addf(&names, "%s%s", i != 0 ? ", " : "", idref[i]);
	}
	to->tells = i == n;
	if (to->tells) {
		to->guard.expr = combine(u, IR_OPERATOR_OR, kid, n, pos);
		to->guard.result = IR_XCCDF_NOTAPPLICABLE;
		to->guard.message = arena_printf(u->arena,
		    "the target is not of the platform %s", names.s);
		to->guard.platform = true;
		to->guard.profile = profile;
		to->guard.pos = pos;
	}
	strbuf_free(&names);
}

/* `to` is what was made for these platforms before, or is to be kept. */
static void
add_guard(struct platforms *p, struct applies *to, const char *const *idref,
    uint32_t n, const char *profile, struct srcpos pos)
{
	if (n == 0)
		return;
	if (!to->made)
		make_guard(p, to, idref, n, profile, pos);
	to->made = true;
	if (to->tells)
		*VEC_PUSH(p->u->arena, p->guard, p->nguard) = to->guard;
}

/* Those gathered stand around those that the rule has. */
static void
take_guards(struct platforms *p, struct ir_rule *r)
{
	uint32_t n = p->nguard, i;
	struct ir_guard *g;

	if (n == 0)
		return;
	g = arena_alloc(p->u->arena, ((size_t)n + r->nguard) * sizeof *g);
	for (i = 0; i < n; i++)
		g[i] = p->guard[n - 1 - i];
	if (r->nguard != 0)
		memcpy(g + n, r->guard, r->nguard * sizeof *g);
	r->guard = g;
	r->nguard += n;
	p->guard = NULL;
	p->nguard = 0;
}

struct profile_platforms {
	const char **idref;
	uint32_t n;
};

static struct profile_platforms *
find_profiles(struct pass_unit *u)
{
	const struct model_benchmark *b = u->benchmark;
	struct profile_platforms *list =
	    arena_alloc(u->arena, b->nprofile * sizeof *list);

	for (uint32_t i = 0; i < b->nprofile; i++)
		if (!b->profile[i].abstract)
			list[i].n = model_profile_platforms(
			    u->arena, b, i, &list[i].idref);
	return list;
}

/* The names of the inventory, each read once. */
static void
read_names(struct platforms *p)
{
	const struct pass_unit *u = p->u;

	p->named = arena_alloc(u->arena,
	    ((size_t)u->ninventory + 1) * sizeof *p->named);
	for (uint32_t i = 0; i < u->ninventory; i++)
		p->named[i].is = u->inventory[i].name != NULL &&
		    cpe_parse(u->arena, u->inventory[i].name,
			&p->named[i].cpe);
}

bool
pass_platform(struct pass_unit *u)
{
	const struct model_benchmark *b = u->benchmark;
	const struct profile_platforms *profile = find_profiles(u);
	struct platforms p = { .u = u };
	const uint32_t files = 1u << IR_TARGET_HOST |
	    1u << IR_TARGET_CONTAINER | 1u << IR_TARGET_IMAGE;

	p.group = arena_alloc(u->arena, b->ngroup * sizeof *p.group);
	p.profile = arena_alloc(u->arena, b->nprofile * sizeof *p.profile);
	read_names(&p);
	for (uint32_t i = 0; i < b->nrule && !p.failed; i++) {
		struct ir_rule *r = &u->ir.rule[i];
		struct applies own = { .made = false };
		uint32_t g = b->rule[i].group;

		if ((r->target & files) == 0)
			continue;
		add_guard(&p, &own, b->rule[i].platform,
		    b->rule[i].nplatform, NULL, b->rule[i].pos);
		for (; g != MODEL_NONE; g = b->group[g].parent)
			add_guard(&p, &p.group[g], b->group[g].platform,
			    b->group[g].nplatform, NULL, b->group[g].pos);
		for (uint32_t k = 0; k < b->nprofile; k++)
			add_guard(&p, &p.profile[k], profile[k].idref,
			    profile[k].n, b->profile[k].id12,
			    b->profile[k].pos);
		add_guard(&p, &p.benchmark, b->platform, b->nplatform, NULL,
		    (struct srcpos) { b->file, 0 });
		take_guards(&p, r);
	}
	return !p.failed;
}
