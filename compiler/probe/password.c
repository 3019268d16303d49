/* The accounts of the target's own /etc/passwd. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

#define PASSWORD_LASTLOG 292 /* bytes of an account in lastlog */

enum {
	PASSWORD_USERNAME,
	PASSWORD_PASSWORD,
	PASSWORD_USER_ID,
	PASSWORD_GROUP_ID,
	PASSWORD_GCOS,
	PASSWORD_HOME_DIR,
	PASSWORD_LOGIN_SHELL,
	PASSWORD_LAST_LOGIN
};

struct password_run {
	struct rt_ctx *ctx;
	const struct ir_object *object;
	struct rt_collection *out;
	bool logins; /* somebody asks for them */
};

/* When the user logged in last, by lastlog; -1: never, or nothing tells. */
static void
password_login(struct password_run *r, struct rt_item *item, uint32_t uid)
{
	const char *why = NULL;
	struct rt_root *root = rt_root_get(r->ctx, &why);
	int fd = root != NULL ? rt_root_open(root, "/var/log/lastlog",
				    RT_OPEN_READ)
			      : -1;
	int error = errno;
	int32_t when = -1;
	ssize_t n = 0;

	if (fd >= 0) {
		n = pread(fd, &when, sizeof when,
		    (off_t)uid * PASSWORD_LASTLOG);
		error = errno;
		close(fd);
	}
	if (n < 0 || (fd < 0 && error != ENOENT && error != ENOTDIR))
		rt_item_missing(r->ctx, item, PASSWORD_LAST_LOGIN,
		    RT_STATUS_ERROR, rt_root_strerror(error));
	else
		rt_item_int(r->ctx, item, PASSWORD_LAST_LOGIN,
		    n == (ssize_t)sizeof when ? when : -1);
}

/*
 * A line that NSS would take for an account: what comes behind the numbers need
 * not be there.
 */
/* A number of the line; one of NIS, "+" or "-", may leave its numbers out. */
static bool
password_id(char *const *field, unsigned n, unsigned i, uint32_t *id)
{
	bool nis = field[0][0] == '+' || field[0][0] == '-';

	if (nis && (n == 1 || (n >= 4 && field[i][0] == '\0'))) {
		*id = 0;
		return true;
	}
	return n >= 4 && rt_account_id(field[i], id);
}

static void
password_line(void *arg, char *const *field, unsigned n)
{
	struct password_run *r = arg;
	uint32_t uid, gid;
	struct rt_item *item;

	if (field[0][0] == '\0' || !password_id(field, n, 2, &uid) ||
	    !password_id(field, n, 3, &gid) ||
	    !rt_object_wants(r->ctx, r->object, PASSWORD_USERNAME, field[0],
		strlen(field[0]), r->out))
		return;
	item = rt_item_add(r->ctx, r->out);
	item->where = arena_printf(r->ctx->arena, "user %s", field[0]);
	rt_item_text(r->ctx, item, PASSWORD_USERNAME, field[0]);
	rt_item_text(r->ctx, item, PASSWORD_PASSWORD, n > 1 ? field[1] : "");
	rt_item_int(r->ctx, item, PASSWORD_USER_ID, uid);
	rt_item_int(r->ctx, item, PASSWORD_GROUP_ID, gid);
	rt_item_text(r->ctx, item, PASSWORD_GCOS, n > 4 ? field[4] : "");
	rt_item_text(r->ctx, item, PASSWORD_HOME_DIR, n > 5 ? field[5] : "");
	rt_item_text(r->ctx, item, PASSWORD_LOGIN_SHELL, n > 6 ? field[6] : "");
	if (r->logins)
		password_login(r, item, uid);
}

static void
password_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	struct password_run r = { ctx, object, out,
		rt_field_asked(&ctx->content->unit, PROBE_PASSWORD,
		    PASSWORD_LAST_LOGIN) };

	rt_account_lines(ctx, "/etc/passwd", out, password_line, &r);
}

static const struct probe_field password_field[] = {
	[PASSWORD_USERNAME] = { "username", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the account's name" },
	[PASSWORD_PASSWORD] = { "password", IR_DATATYPE_STRING, FIELD_STATE,
	    "the second field of its line, x where shadow has the password" },
	[PASSWORD_USER_ID] = { "user_id", IR_DATATYPE_INT, FIELD_STATE,
	    "its number" },
	[PASSWORD_GROUP_ID] = { "group_id", IR_DATATYPE_INT, FIELD_STATE,
	    "the number of its primary group" },
	[PASSWORD_GCOS] = { "gcos", IR_DATATYPE_STRING, FIELD_STATE,
	    "what is said of the person" },
	[PASSWORD_HOME_DIR] = { "home_dir", IR_DATATYPE_STRING, FIELD_STATE,
	    "its home directory" },
	[PASSWORD_LOGIN_SHELL] = { "login_shell", IR_DATATYPE_STRING,
	    FIELD_STATE, "its shell" },
	[PASSWORD_LAST_LOGIN] = { "last_login", IR_DATATYPE_INT, FIELD_STATE,
	    "when lastlog saw it last, in seconds since 1970; -1: never" },
	PROBE_FIELD_END,
};

const struct probe probe_password = {
	.name = "password",
	.oval = "unix:password",
	.field = password_field,
	.doc = "the accounts of the target's passwd",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = password_collect,
	.sh = "probe/password.sh",
};
