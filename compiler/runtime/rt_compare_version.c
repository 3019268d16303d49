/*
 * The orders of version numbers: OVAL's version, RPM's and Debian's
 * epoch:version-release, Cisco's, AIX filesets.
 */
#include <string.h>

#include "rt.h"

static bool
version_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
version_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Two runs of n and m digits as numbers. */
static int
version_digits(const char *a, size_t n, const char *b, size_t m)
{
	int order;

	for (; n > 0 && *a == '0'; n--)
		a++;
	for (; m > 0 && *b == '0'; m--)
		b++;
	if (n != m)
		return n < m ? -1 : 1;
	order = memcmp(a, b, n);
	return (order > 0) - (order < 0);
}

static size_t
version_run(const char *s, bool (*is)(char c))
{
	size_t n = 0;

	while (is(s[n]))
		n++;
	return n;
}

/* Numbers between whatever is no digit; a missing one counts as 0. */
static int
version_numbers(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0') {
		size_t n, m;
		int order;

		while (*a != '\0' && !version_digit(*a))
			a++;
		while (*b != '\0' && !version_digit(*b))
			b++;
		n = version_run(a, version_digit);
		m = version_run(b, version_digit);
		order = version_digits(a, n, b, m);
		if (order != 0)
			return order;
		a += n;
		b += m;
	}
	return 0;
}

static bool
version_rpm_skip(char c)
{
	return c != '\0' && !version_digit(c) && !version_alpha(c) &&
	       c != '~' && c != '^';
}

/* -1, 1: decided by ~ (before everything) or ^ (after the end); 0: not so. */
static int
version_rpm_mark(const char **a, const char **b, bool *again)
{
	*again = false;
	if (**a == '~' || **b == '~') {
		if (**a != '~')
			return 1;
		if (**b != '~')
			return -1;
	} else if (**a == '^' || **b == '^') {
		if (**a == '\0')
			return -1;
		if (**b == '\0')
			return 1;
		if (**a != '^')
			return 1;
		if (**b != '^')
			return -1;
	} else {
		return 0;
	}
	(*a)++;
	(*b)++;
	*again = true;
	return 0;
}

/* One part (version or release) as RPM orders it. */
static int
version_rpm(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0') {
		bool (*is)(char c);
		size_t n, m;
		bool again;
		int order;

		a += version_run(a, version_rpm_skip);
		b += version_run(b, version_rpm_skip);
		order = version_rpm_mark(&a, &b, &again);
		if (order != 0)
			return order;
		if (again)
			continue;
		if (*a == '\0' || *b == '\0')
			break;
		is = version_digit(*a) ? version_digit : version_alpha;
		n = version_run(a, is);
		m = version_run(b, is);
		if (m == 0) /* numbers are newer than letters */
			return is == version_digit ? 1 : -1;
		if (is == version_digit) {
			order = version_digits(a, n, b, m);
		} else {
			order = memcmp(a, b, n < m ? n : m);
			if (order == 0)
				order = (n > m) - (n < m);
		}
		if (order != 0)
			return order < 0 ? -1 : 1;
		a += n;
		b += m;
	}
	return (*a != '\0') - (*b != '\0');
}

/* Where dpkg sorts a character that is no digit. */
static int
version_debian_weight(char c)
{
	if (c == '~')
		return -1;
	if (c == '\0' || version_digit(c))
		return 0;
	return version_alpha(c) ? (unsigned char)c : (unsigned char)c + 256;
}

static int
version_debian(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0') {
		size_t n, m;
		int order;

		while ((*a != '\0' && !version_digit(*a)) ||
		       (*b != '\0' && !version_digit(*b))) {
			order = version_debian_weight(*a) -
				version_debian_weight(*b);
			if (order != 0)
				return order;
			a++;
			b++;
		}
		n = version_run(a, version_digit);
		m = version_run(b, version_digit);
		order = version_digits(a, n, b, m);
		if (order != 0)
			return order;
		a += n;
		b += m;
	}
	return 0;
}

struct version_evr {
	char text[512];
	const char *epoch, *version, *release;
};

/* epoch:version-release; the epoch defaults to 0, "(none)" is 0. */
static void
version_split(struct version_evr *e, const char *s)
{
	size_t n = strlen(s);
	char *colon, *dash;

	if (n >= sizeof e->text)
		n = sizeof e->text - 1;
	memcpy(e->text, s, n);
	e->text[n] = '\0';
	e->epoch = "0";
	e->version = e->text;
	e->release = "";
	colon = strchr(e->text, ':');
	if (colon != NULL) {
		*colon = '\0';
		if (version_digit(e->text[0]))
			e->epoch = e->text;
		e->version = colon + 1;
	}
	dash = strrchr(colon != NULL ? colon + 1 : e->text, '-');
	if (dash != NULL) {
		*dash = '\0';
		e->release = dash + 1;
	}
}

static int
version_evr(
    const char *a, const char *b, int (*part)(const char *, const char *))
{
	struct version_evr x, y;
	int order;

	version_split(&x, a);
	version_split(&y, b);
	order =
	    version_digits(x.epoch, strlen(x.epoch), y.epoch, strlen(y.epoch));
	if (order == 0)
		order = part(x.version, y.version);
	if (order == 0)
		order = part(x.release, y.release);
	return order;
}

bool
rt_version_valid(enum ir_datatype type, const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n >= sizeof((struct version_evr *)NULL)->text)
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	if (type == IR_DATATYPE_EVR_STRING)
		return true;
	if (type == IR_DATATYPE_DEBIAN_EVR_STRING ||
	    type == IR_DATATYPE_FILESET_REVISION) /* A.03.61.00 */
		return strpbrk(s, "0123456789") != NULL;
	return version_digit(s[0]);
}

int
rt_version_order(enum ir_datatype type, const char *a, const char *b)
{
	if (type == IR_DATATYPE_EVR_STRING)
		return version_evr(a, b, version_rpm);
	if (type == IR_DATATYPE_DEBIAN_EVR_STRING)
		return version_evr(a, b, version_debian);
	if (type == IR_DATATYPE_IOS_VERSION || /* 12.4(22)T */
	    type == IR_DATATYPE_FILESET_REVISION)
		return version_rpm(a, b);
	return version_numbers(a, b);
}
