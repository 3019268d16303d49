/*
 * What a checklist says of its asset.  Its readers refuse a whole file for an
 * address or a name that is not of the form they know, so what is not is left
 * empty.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "report.h"

static bool
is_address(const char *s)
{
	unsigned char buf[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, s, buf) == 1 ||
	       inet_pton(AF_INET6, s, buf) == 1;
}

static bool
is_loopback(const char *s)
{
	return str_starts(s, "127.") || str_eq(s, "::1");
}

/* The first that others can reach it by. */
static const char *
address_of(const struct report_target *t)
{
	const char *fact, *only = "";

	for (uint32_t i = 0; i < t->naddress; i++) {
		if (!is_address(t->address[i]))
			continue;
		if (!is_loopback(t->address[i]))
			return t->address[i];
		only = t->address[i];
	}
	fact = report_fact(t, "identifier:ipv4");
	if (*only == '\0' && fact != NULL && is_address(fact))
		return fact;
	return only;
}

static const char *
mac_of(const struct report_target *t)
{
	const char *s = report_fact(t, "mac");
	size_t i;

	if (s == NULL)
		s = report_fact(t, "MAC");
	if (s == NULL || strlen(s) != 17)
		return "";
	for (i = 0; i < 17; i++)
		if (i % 3 == 2 ? s[i] != ':' && s[i] != '-'
			       : !isxdigit((unsigned char)s[i]))
			return "";
	return s;
}

/* With a dot inside, of letters, digits and hyphens. */
static const char *
fqdn_of(const struct report_target *t)
{
	const char *s = report_fact(t, "fqdn"), *p;

	if (s == NULL || strchr(s, '.') == NULL || strlen(s) > 253)
		return "";
	for (p = s; *p != '\0'; p++) {
		if (isalnum((unsigned char)*p) || *p == '-')
			continue;
		if (*p != '.' || p == s || p[1] == '.' || p[1] == '\0')
			return "";
	}
	return s;
}

void
report_asset(struct report_asset *out, const struct report_target *t)
{
	/* The same as XCCDF says: STIG Manager knows assets by it. */
	out->host_name = t->name;
	out->ip = address_of(t);
	out->mac = mac_of(t);
	out->fqdn = fqdn_of(t);
}
