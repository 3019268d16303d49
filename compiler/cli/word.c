/* Whose word, and of which day: what review and waive ask for. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

const char *
cli_today(struct arena *a)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char text[sizeof "YYYY-MM-DD"];
	int64_t seconds;
	struct tm tm;
	time_t t;

	t = epoch != NULL && str_to_int64(epoch, &seconds) ? (time_t)seconds
							   : time(NULL);
	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(text, sizeof text, "%Y-%m-%d", &tm) == 0)
		die(CLI_INTERNAL, "the clock shows no date");
	return arena_strdup(a, text);
}

bool
cli_is_date(const char *s)
{
	static const int length[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	static const char form[] = "dddd-dd-dd";
	int number[3] = { 0, 0, 0 }, part = 0;
	size_t i;

	if (strlen(s) != sizeof form - 1)
		return false;
	for (i = 0; form[i] != '\0'; i++) {
		if (form[i] == '-') {
			if (s[i] != '-')
				return false;
			part++;
		} else if (s[i] < '0' || s[i] > '9')
			return false;
		else
			number[part] = number[part] * 10 + (s[i] - '0');
	}
	if (number[1] < 1 || number[1] > 12 || number[2] < 1 ||
	    number[2] > length[number[1] - 1])
		return false;
	return number[1] != 2 || number[2] != 29 ||
	       (number[0] % 4 == 0 &&
		   (number[0] % 100 != 0 || number[0] % 400 == 0));
}

const char *
cli_person(void)
{
	static const char *const names[] = { "SUDO_USER", "LOGNAME", "USER" };
	const char *name;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		name = getenv(names[i]);
		if (name != NULL && *name != '\0')
			return name;
	}
	return NULL;
}
