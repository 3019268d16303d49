/*
 * One found value against one expected text, by operation and datatype, as
 * the OVAL schemas say of both.  A value that is not of the datatype is an
 * error with its reason, never a verdict.  Versions of packages are in
 * rt_compare_version.c.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rt.h"

struct compare { /* one comparison */
	struct rt_ctx *ctx;
	enum ir_operation op;
	enum ir_datatype type;
	const char *found, *expected;
	size_t nfound, nexpected;
	const char **why;
};

static const char *const compare_operations[] = {
#define IR_OPERATION(id, name) name,
#include "../ir/ops.def"
#undef IR_OPERATION
};
static const char *const compare_datatypes[] = {
#define IR_DATATYPE(id, name) name,
#include "../ir/ops.def"
#undef IR_DATATYPE
};

const char *
rt_operation_name(enum ir_operation op)
{
	return op < IR_OPERATION__MAX ? compare_operations[op] : "?";
}

static enum ir_result
compare_bool(bool b)
{
	return b ? IR_RESULT_TRUE : IR_RESULT_FALSE;
}

static enum ir_result
compare_not_of_type(const struct compare *c, const char *text, size_t n)
{
	*c->why = arena_printf(c->ctx->arena, "\"%.*s\" is not of type %s",
	    (int)(n < 64 ? n : 64), text, compare_datatypes[c->type]);
	return IR_RESULT_ERROR;
}

static enum ir_result
compare_not_defined(const struct compare *c)
{
	*c->why = arena_printf(c->ctx->arena, "%s is not defined for type %s",
	    rt_operation_name(c->op), compare_datatypes[c->type]);
	return IR_RESULT_ERROR;
}

/* What an order (<0, 0, >0) makes of the operation. */
static enum ir_result
compare_order(const struct compare *c, int order)
{
	switch (c->op) {
	case IR_OPERATION_EQUALS:
	case IR_OPERATION_SUBSET_OF:
	case IR_OPERATION_SUPERSET_OF:
		return compare_bool(order == 0);
	case IR_OPERATION_NOT_EQUAL:
		return compare_bool(order != 0);
	case IR_OPERATION_GREATER:
		return compare_bool(order > 0);
	case IR_OPERATION_LESS:
		return compare_bool(order < 0);
	case IR_OPERATION_GREATER_OR_EQUAL:
		return compare_bool(order >= 0);
	case IR_OPERATION_LESS_OR_EQUAL:
		return compare_bool(order <= 0);
	case IR_OPERATION_CASE_EQUALS:
	case IR_OPERATION_CASE_NOT_EQUAL:
	case IR_OPERATION_BITWISE_AND:
	case IR_OPERATION_BITWISE_OR:
	case IR_OPERATION_PATTERN_MATCH:
	case IR_OPERATION_PATTERN_NOT_MATCH:
	case IR_OPERATION_PATH_WITHIN:
	case IR_OPERATION_PATH_OVERLAPS:
	case IR_OPERATION__MAX:
		break;
	}
	return compare_not_defined(c);
}

/* Equal or not is all that the type knows. */
static enum ir_result
compare_equality(const struct compare *c, bool equal)
{
	if (c->op == IR_OPERATION_NOT_EQUAL)
		return compare_bool(!equal);
	if (c->op == IR_OPERATION_EQUALS || c->op == IR_OPERATION_SUBSET_OF ||
	    c->op == IR_OPERATION_SUPERSET_OF)
		return compare_bool(equal);
	return compare_not_defined(c);
}

/* --- string ------------------------------------------------------------- */

static bool
compare_same(const struct compare *c)
{
	return c->nfound == c->nexpected &&
	       memcmp(c->found, c->expected, c->nfound) == 0;
}

static bool
compare_same_nocase(const struct compare *c)
{
	return c->nfound == c->nexpected && strlen(c->found) == c->nfound &&
	       str_eq_nocase(c->found, c->expected);
}

/*
 * An absolute path without empty, "." and ".." parts and without a slash at
 * its end; "/" is "".  NULL when it is not absolute.
 */
static char *
compare_path(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) + 2), *end = out;

	if (*s != '/')
		return NULL;
	while (*s != '\0') {
		size_t n;

		s += strspn(s, "/");
		n = strcspn(s, "/");
		if (n == 2 && s[0] == '.' && s[1] == '.') {
			while (end > out && *--end != '/')
				;
		} else if (n > 1 || (n == 1 && s[0] != '.')) {
			*end++ = '/';
			memcpy(end, s, n);
			end += n;
		}
		s += n;
	}
	*end = '\0';
	return out;
}

bool
rt_path_within(const char *path, const char *parent)
{
	size_t n = strlen(parent);

	while (n > 0 && parent[n - 1] == '/')
		n--;
	return strncmp(path, parent, n) == 0 &&
	       (path[n] == '\0' || path[n] == '/');
}

static enum ir_result
compare_paths(const struct compare *c)
{
	struct arena *a = c->ctx->arena;
	const char *expected = compare_path(a, c->expected);
	const char *found = compare_path(a, c->found);

	if (expected == NULL) {
		*c->why = arena_printf(
		    a, "\"%.64s\" is not an absolute path", c->expected);
		return IR_RESULT_ERROR;
	}
	if (found == NULL || strlen(c->found) != c->nfound)
		return IR_RESULT_FALSE; /* a volume's name, nothing */
	return compare_bool(rt_path_within(found, expected) ||
			    (c->op == IR_OPERATION_PATH_OVERLAPS &&
				rt_path_within(expected, found)));
}

static enum ir_result
compare_string(const struct compare *c)
{
	enum ir_result r;

	switch (c->op) {
	case IR_OPERATION_EQUALS:
	case IR_OPERATION_SUBSET_OF:
	case IR_OPERATION_SUPERSET_OF:
		return compare_bool(compare_same(c));
	case IR_OPERATION_NOT_EQUAL:
		return compare_bool(!compare_same(c));
	case IR_OPERATION_CASE_EQUALS:
		return compare_bool(compare_same_nocase(c));
	case IR_OPERATION_CASE_NOT_EQUAL:
		return compare_bool(!compare_same_nocase(c));
	case IR_OPERATION_PATTERN_MATCH:
		return rt_match(
		    c->ctx->arena, c->expected, c->found, c->nfound, c->why);
	case IR_OPERATION_PATTERN_NOT_MATCH:
		r = rt_match(
		    c->ctx->arena, c->expected, c->found, c->nfound, c->why);
		return rt_negate(r);
	case IR_OPERATION_PATH_WITHIN:
	case IR_OPERATION_PATH_OVERLAPS:
		return compare_paths(c);
	case IR_OPERATION_GREATER:
	case IR_OPERATION_LESS:
	case IR_OPERATION_GREATER_OR_EQUAL:
	case IR_OPERATION_LESS_OR_EQUAL:
	case IR_OPERATION_BITWISE_AND:
	case IR_OPERATION_BITWISE_OR:
	case IR_OPERATION__MAX:
		break;
	}
	return compare_not_defined(c);
}

/* --- numbers ------------------------------------------------------------ */

struct compare_int { /* a whole number of any length */
	bool negative;
	const char *digits; /* without zeros in front */
	size_t n;
};

static bool
compare_read_int(const char *s, size_t n, struct compare_int *out)
{
	*out = (struct compare_int){ 0 };
	if (n > 0 && (*s == '-' || *s == '+')) {
		out->negative = *s == '-';
		s++;
		n--;
	}
	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	while (n > 0 && *s == '0') {
		s++;
		n--;
	}
	if (n == 0)
		out->negative = false;
	out->digits = s;
	out->n = n;
	return true;
}

static int
compare_int_order(const struct compare_int *a, const struct compare_int *b)
{
	int order;

	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	if (a->n != b->n)
		order = a->n < b->n ? -1 : 1;
	else
		order = memcmp(a->digits, b->digits, a->n);
	return a->negative ? -order : order;
}

static enum ir_result
compare_bits(const struct compare *c)
{
	char *end;
	uint64_t found, expected;

	errno = 0; /* a negative number is its complement of two */
	found = strtoull(c->found, &end, 10);
	expected = strtoull(c->expected, &end, 10);
	if (errno != 0) {
		*c->why = "more bits than can be compared";
		return IR_RESULT_ERROR;
	}
	if (c->op == IR_OPERATION_BITWISE_AND)
		return compare_bool((found & expected) == expected);
	return compare_bool((found | expected) == expected);
}

static enum ir_result
compare_ints(const struct compare *c)
{
	struct compare_int found, expected;

	if (!compare_read_int(c->found, c->nfound, &found))
		return compare_not_of_type(c, c->found, c->nfound);
	if (!compare_read_int(c->expected, c->nexpected, &expected))
		return compare_not_of_type(c, c->expected, c->nexpected);
	if (c->op == IR_OPERATION_BITWISE_AND ||
	    c->op == IR_OPERATION_BITWISE_OR)
		return compare_bits(c);
	return compare_order(c, compare_int_order(&found, &expected));
}

/* A decimal with or without exponent, or INF, -INF, NaN. */
static bool
compare_read_float(const char *s, size_t n, double *out)
{
	size_t digits, all = (*s == '-' || *s == '+') ? 1 : 0;
	char *end;

	if (n == 0 || strlen(s) != n)
		return false;
	if (strcmp(s, "NaN") == 0 || strcmp(s + (*s == '-'), "INF") == 0) {
		*out = strtod(s, &end);
		return true;
	}
	digits = strspn(s + all, "0123456789");
	all += digits;
	if (s[all] == '.') {
		size_t more = strspn(s + all + 1, "0123456789");

		digits += more;
		all += more + 1;
	}
	if (digits == 0)
		return false;
	if (s[all] == 'e' || s[all] == 'E') {
		all++;
		all += s[all] == '-' || s[all] == '+';
		digits = strspn(s + all, "0123456789");
		if (digits == 0)
			return false;
		all += digits;
	}
	*out = strtod(s, &end);
	return all == n;
}

static enum ir_result
compare_floats(const struct compare *c)
{
	double found, expected;

	if (!compare_read_float(c->found, c->nfound, &found))
		return compare_not_of_type(c, c->found, c->nfound);
	if (!compare_read_float(c->expected, c->nexpected, &expected))
		return compare_not_of_type(c, c->expected, c->nexpected);
	if (isnan(found) || isnan(expected)) { /* it has no order */
		if (c->op == IR_OPERATION_EQUALS ||
		    c->op == IR_OPERATION_NOT_EQUAL)
			return compare_equality(
			    c, isnan(found) && isnan(expected));
		*c->why = "what is no number has no order";
		return IR_RESULT_ERROR;
	}
	return compare_order(c, (found > expected) - (found < expected));
}

static int
compare_read_boolean(const char *s, size_t n)
{
	if ((n == 4 && memcmp(s, "true", 4) == 0) || (n == 1 && *s == '1'))
		return 1;
	if ((n == 5 && memcmp(s, "false", 5) == 0) || (n == 1 && *s == '0'))
		return 0;
	return -1;
}

static enum ir_result
compare_booleans(const struct compare *c)
{
	int found = compare_read_boolean(c->found, c->nfound);
	int expected = compare_read_boolean(c->expected, c->nexpected);

	if (found < 0)
		return compare_not_of_type(c, c->found, c->nfound);
	if (expected < 0)
		return compare_not_of_type(c, c->expected, c->nexpected);
	return compare_equality(c, found == expected);
}

static bool
compare_is_hex(const char *s, size_t n)
{
	return n % 2 == 0 && strspn(s, "0123456789abcdefABCDEF") == n;
}

static enum ir_result
compare_binaries(const struct compare *c)
{
	if (!compare_is_hex(c->found, c->nfound))
		return compare_not_of_type(c, c->found, c->nfound);
	if (!compare_is_hex(c->expected, c->nexpected))
		return compare_not_of_type(c, c->expected, c->nexpected);
	return compare_equality(c, compare_same_nocase(c));
}

/* --- addresses ---------------------------------------------------------- */

struct compare_net { /* an address and how many bits of it count */
	unsigned char byte[16];
	unsigned bits, width;
};

/* "a.b.c.d"; zeros may lead, and make no octal number of it. */
static bool
compare_read_ipv4(const char *s, unsigned char byte[static 4])
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned value = 0, n = 0;

		if (i > 0 && *s++ != '.')
			return false;
		for (; n < 3 && *s >= '0' && *s <= '9'; n++)
			value = value * 10 + (unsigned)(*s++ - '0');
		if (n == 0 || value > 255)
			return false;
		byte[i] = (unsigned char)value;
	}
	return *s == '\0';
}

/* "a.b.c.d", with "/n" or "/m.m.m.m"; likewise for IPv6 with "/n". */
static bool
compare_read_net(const char *s, size_t n, bool v6, struct compare_net *out)
{
	char text[96], *slash;
	unsigned char mask[4];
	int64_t bits;

	if (n == 0 || n >= sizeof text || strlen(s) != n)
		return false;
	memcpy(text, s, n + 1);
	slash = strchr(text, '/');
	if (slash != NULL)
		*slash++ = '\0';
	*out = (struct compare_net){ .width = v6 ? 128 : 32 };
	out->bits = out->width;
	if (v6 ? inet_pton(AF_INET6, text, out->byte) != 1
	       : !compare_read_ipv4(text, out->byte))
		return false;
	if (slash == NULL)
		return true;
	if (str_to_int64(slash, &bits)) {
		if (bits < 0 || bits > out->width)
			return false;
		out->bits = (unsigned)bits;
		return true;
	}
	if (v6 || !compare_read_ipv4(slash, mask))
		return false;
	for (out->bits = 0; out->bits < 32; out->bits++)
		if ((mask[out->bits / 8] >> (7 - out->bits % 8) & 1) == 0)
			break;
	for (unsigned i = out->bits; i < 32; i++)
		if ((mask[i / 8] >> (7 - i % 8) & 1) != 0)
			return false; /* holes */
	return true;
}

static void
compare_net_mask(struct compare_net *a, unsigned bits)
{
	for (unsigned i = bits; i < a->width; i++)
		a->byte[i / 8] &= (unsigned char)~(1u << (7 - i % 8));
}

/* Is every address of a one of b? */
static bool
compare_net_subset(struct compare_net a, struct compare_net b)
{
	if (a.bits < b.bits)
		return false;
	compare_net_mask(&a, b.bits);
	compare_net_mask(&b, b.bits);
	return memcmp(a.byte, b.byte, sizeof a.byte) == 0;
}

static enum ir_result
compare_nets(const struct compare *c, bool v6)
{
	struct compare_net found, expected;

	if (!compare_read_net(c->found, c->nfound, v6, &found))
		return compare_not_of_type(c, c->found, c->nfound);
	if (!compare_read_net(c->expected, c->nexpected, v6, &expected))
		return compare_not_of_type(c, c->expected, c->nexpected);
	if (c->op == IR_OPERATION_SUBSET_OF)
		return compare_bool(compare_net_subset(found, expected));
	if (c->op == IR_OPERATION_SUPERSET_OF)
		return compare_bool(compare_net_subset(expected, found));
	if (found.bits != expected.bits) {
		if (c->op == IR_OPERATION_EQUALS)
			return IR_RESULT_FALSE;
		if (c->op == IR_OPERATION_NOT_EQUAL)
			return IR_RESULT_TRUE;
		*c->why = "the prefixes of the addresses differ";
		return IR_RESULT_ERROR;
	}
	compare_net_mask(&found, found.bits);
	compare_net_mask(&expected, expected.bits);
	return compare_order(
	    c, memcmp(found.byte, expected.byte, sizeof found.byte));
}

/* --- all of them -------------------------------------------------------- */

static enum ir_result
compare_versions(const struct compare *c)
{
	int order;

	if (strlen(c->found) != c->nfound ||
	    !rt_version_valid(c->type, c->found))
		return compare_not_of_type(c, c->found, c->nfound);
	if (!rt_version_valid(c->type, c->expected))
		return compare_not_of_type(c, c->expected, c->nexpected);
	order = rt_version_order(c->type, c->found, c->expected);
	return compare_order(c, order);
}

bool
rt_datatype_valid(enum ir_datatype type, const char *s, size_t n)
{
	struct compare_int number;
	struct compare_net net;
	double real;

	switch (type) {
	case IR_DATATYPE_STRING:
		return true;
	case IR_DATATYPE_INT:
		return compare_read_int(s, n, &number);
	case IR_DATATYPE_FLOAT:
		return compare_read_float(s, n, &real);
	case IR_DATATYPE_BOOLEAN:
		return compare_read_boolean(s, n) >= 0;
	case IR_DATATYPE_BINARY:
		return compare_is_hex(s, n);
	case IR_DATATYPE_VERSION:
	case IR_DATATYPE_EVR_STRING:
	case IR_DATATYPE_DEBIAN_EVR_STRING:
	case IR_DATATYPE_IOS_VERSION:
	case IR_DATATYPE_FILESET_REVISION:
		return strlen(s) == n && rt_version_valid(type, s);
	case IR_DATATYPE_IPV4_ADDRESS:
		return compare_read_net(s, n, false, &net);
	case IR_DATATYPE_IPV6_ADDRESS:
		return compare_read_net(s, n, true, &net);
	case IR_DATATYPE_RECORD:
	case IR_DATATYPE__MAX:
		break;
	}
	return false;
}

enum ir_result
rt_compare(struct rt_ctx *ctx, enum ir_operation op, enum ir_datatype type,
    const char *found, size_t nfound, const char *expected, const char **why)
{
	struct compare c = { .ctx = ctx,
		.op = op,
		.type = type,
		.found = found,
		.expected = expected,
		.nfound = nfound,
		.nexpected = strlen(expected),
		.why = why };

	switch (type) {
	case IR_DATATYPE_STRING:
		return compare_string(&c);
	case IR_DATATYPE_INT:
		return compare_ints(&c);
	case IR_DATATYPE_FLOAT:
		return compare_floats(&c);
	case IR_DATATYPE_BOOLEAN:
		return compare_booleans(&c);
	case IR_DATATYPE_BINARY:
		return compare_binaries(&c);
	case IR_DATATYPE_VERSION:
	case IR_DATATYPE_EVR_STRING:
	case IR_DATATYPE_DEBIAN_EVR_STRING:
	case IR_DATATYPE_IOS_VERSION:
	case IR_DATATYPE_FILESET_REVISION:
		return compare_versions(&c);
	case IR_DATATYPE_IPV4_ADDRESS:
		return compare_nets(&c, false);
	case IR_DATATYPE_IPV6_ADDRESS:
		return compare_nets(&c, true);
	case IR_DATATYPE_RECORD:
	case IR_DATATYPE__MAX:
		break;
	}
	return compare_not_defined(&c);
}
