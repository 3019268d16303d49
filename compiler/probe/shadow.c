/* The passwords' ages and kinds in the target's own /etc/shadow. */
#include <string.h>

#include "probe.h"

enum {
	SHADOW_USERNAME,
	SHADOW_PASSWORD,
	SHADOW_CHG_LST,
	SHADOW_CHG_ALLOW,
	SHADOW_CHG_REQ,
	SHADOW_EXP_WARN,
	SHADOW_EXP_INACT,
	SHADOW_EXP_DATE,
	SHADOW_FLAG,
	SHADOW_ENCRYPT_METHOD
};

struct shadow_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
};

/* OVAL's name for how it is encrypted; NULL: it has none for this. */
static const char *
shadow_method(const char *password)
{
	static const struct {
		const char *prefix, *method;
	} known[] = { { "_", "BSDi" }, { "$1$", "MD5" }, { "$2$", "Blowfish" },
		{ "$2a$", "Blowfish" }, { "$2b$", "Blowfish" },
		{ "$2y$", "Blowfish" }, { "$5$", "SHA-256" },
		{ "$6$", "SHA-512" }, { "$md5$", "Sun MD5" } };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_starts(password, known[i].prefix))
			return known[i].method;
	return password[0] == '$' ? NULL : "DES";
}

/* A line that NSS would take for an account; no number is -1 there. */
static void
shadow_line(void *arg, char *const *field, unsigned n)
{
	struct shadow_run *r = arg;
	struct rt_ctx *ctx = r->ctx;
	int64_t v[6];
	struct rt_item *item;

	if (n < 2 || field[0][0] == '\0' ||
	    !rt_object_wants(ctx, r->object, SHADOW_USERNAME, field[0],
		strlen(field[0]), r->out))
		return;
	for (unsigned i = 0; i < 6; i++) {
		v[i] = -1;
		if (i + 2 < n && field[i + 2][0] != '\0' &&
		    !str_to_int64(field[i + 2], &v[i]))
			return;
	}
	item = rt_item_add(ctx, r->out);
	item->where = arena_printf(ctx->arena, "user %s", field[0]);
	rt_item_text(ctx, item, SHADOW_USERNAME, field[0]);
	rt_item_text(ctx, item, SHADOW_PASSWORD, field[1]);
	for (unsigned i = 0; i < 6; i++)
		rt_item_int(ctx, item, (uint16_t)(SHADOW_CHG_LST + i), v[i]);
	rt_item_text(ctx, item, SHADOW_FLAG, n > 8 ? field[8] : "");
	if (shadow_method(field[1]) != NULL)
		rt_item_text(ctx, item, SHADOW_ENCRYPT_METHOD,
		    shadow_method(field[1]));
}

static void
shadow_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct shadow_run r = { ctx, object, out };

	rt_account_lines(ctx, "/etc/shadow", out, shadow_line, &r);
}

#define SHADOW_INT(index, name, doc)                                           \
	[index] = { name, IR_DATATYPE_INT, FIELD_STATE, doc }

static const struct probe_field shadow_field[] = {
	[SHADOW_USERNAME] = { "username", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the account's name" },
	[SHADOW_PASSWORD] = { "password", IR_DATATYPE_STRING, FIELD_STATE,
	    "the encrypted password, or what stands in its place" },
	SHADOW_INT(SHADOW_CHG_LST, "chg_lst",
	    "the day of its last change, since 1970; -1: not told"),
	SHADOW_INT(SHADOW_CHG_ALLOW, "chg_allow",
	    "days before it may be changed again"),
	SHADOW_INT(SHADOW_CHG_REQ, "chg_req",
	    "days after which it must be changed"),
	SHADOW_INT(SHADOW_EXP_WARN, "exp_warn",
	    "days of warning before that"),
	SHADOW_INT(SHADOW_EXP_INACT, "exp_inact",
	    "days that the account lives on after that"),
	SHADOW_INT(SHADOW_EXP_DATE, "exp_date",
	    "the day on which the account ends, since 1970"),
	[SHADOW_FLAG] = { "flag", IR_DATATYPE_STRING, FIELD_STATE,
	    "the reserved field" },
	[SHADOW_ENCRYPT_METHOD] = { "encrypt_method", IR_DATATYPE_STRING,
	    FIELD_STATE,
	    "DES, BSDi, MD5, Blowfish, Sun MD5, SHA-256 or SHA-512; none where "
	    "OVAL has no name for it" },
	PROBE_FIELD_END,
};

const struct probe probe_shadow = {
	.name = "shadow",
	.oval = "unix:shadow",
	.field = shadow_field,
	.doc = "the lines of the target's shadow",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = shadow_collect,
	.sh = "probe/shadow.sh",
};
