/*
 * The date-time formats that OVAL's time_difference reads, as seconds since
 * the epoch, in UTC.
 */
#include <string.h>

#include "rt.h"

/*
 * Forms: y year, m month, d day, H M S time of day, B a month's name, u
 * microseconds, i milliseconds, z minutes from UTC with their sign; all else
 * stands for itself.  The first form that takes the whole text counts.
 */
static const struct {
	const char *name, *form[6];
} time_formats[] = {
	{ "year_month_day",
	    { "ymd", "ymdTHMS", "y/m/d H:M:S", "y/m/d", "y-m-d H:M:S",
		"y-m-d" } },
	{ "month_day_year",
	    { "m/d/y H:M:S", "m/d/y", "m-d-y H:M:S", "m-d-y", "B, d y H:M:S",
		"B, d y" } },
	{ "day_month_year",
	    { "d/m/y H:M:S", "d/m/y", "d-m-y H:M:S", "d-m-y" } },
	{ "cim_datetime", { "ymdHMS.uz", "y-m-d H:M:S:i" } },
};

struct time_parts {
	int year, month, day, hour, minute, second, fraction, offset;
};

static bool
time_digits(const char **s, int least, int most, int *out)
{
	int n = 0;

	*out = 0;
	for (; n < most && **s >= '0' && **s <= '9'; n++)
		*out = *out * 10 + *(*s)++ - '0';
	return n >= least;
}

static bool
time_month(const char **s, int *out)
{
	static const char *const months[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december" };
	char word[16] = { 0 };
	size_t n = 0;

	while (n < sizeof word - 1 &&
	       (((*s)[n] | 32) >= 'a' && ((*s)[n] | 32) <= 'z')) {
		word[n] = (char)((*s)[n] | 32);
		n++;
	}
	for (int i = 0; i < 12; i++)
		if (strcmp(word, months[i]) == 0 ||
		    (n == 3 && strncmp(word, months[i], 3) == 0)) {
			*s += n;
			*out = i + 1;
			return true;
		}
	return false;
}

static bool
time_offset(const char **s, int *out)
{
	int sign = **s == '-' ? -1 : 1;

	if (**s != '-' && **s != '+')
		return false;
	(*s)++;
	if (!time_digits(s, 3, 3, out))
		return false;
	*out *= sign;
	return true;
}

/* One part; `alone`: something separates it from the next. */
static bool
time_part(const char **s, char part, bool alone, struct time_parts *t)
{
	int least = alone ? 1 : 2;

	switch (part) {
	case 'y':
		return time_digits(s, 4, 4, &t->year);
	case 'm':
		return time_digits(s, least, 2, &t->month);
	case 'd':
		return time_digits(s, least, 2, &t->day);
	case 'H':
		return time_digits(s, 2, 2, &t->hour);
	case 'M':
		return time_digits(s, 2, 2, &t->minute);
	case 'S':
		return time_digits(s, 2, 2, &t->second);
	case 'u':
		return time_digits(s, 6, 6, &t->fraction);
	case 'i':
		return time_digits(s, 3, 3, &t->fraction);
	case 'B':
		return time_month(s, &t->month);
	case 'z':
		return time_offset(s, &t->offset);
	default:
		return *(*s)++ == part;
	}
}

static bool
time_form(const char *s, const char *form, int64_t *out)
{
	static const char parts[] = "ymdHMSuizB";
	struct time_parts t = { .month = 1, .day = 1 };
	struct tm tm = { 0 };

	if (strlen(s) > 64)
		return false;
	for (const char *f = form; *f != '\0'; f++) {
		bool alone = f[1] != '\0' ? strchr(parts, f[1]) == NULL
					  : f > form && strchr(parts, f[-1]) ==
							    NULL;

		if (*s == '\0' || !time_part(&s, *f, alone, &t))
			return false;
	}
	if (*s != '\0' || t.month < 1 || t.month > 12 || t.hour > 23 ||
	    t.minute > 59 || t.second > 60)
		return false;
	tm.tm_year = t.year - 1900;
	tm.tm_mon = t.month - 1;
	tm.tm_mday = t.day;
	*out = (int64_t)timegm(&tm);
	if (tm.tm_mday != t.day || tm.tm_mon != t.month - 1)
		return false; /* no such day */
	*out += t.hour * 3600 + t.minute * 60 + t.second - t.offset * 60;
	return true;
}

bool
rt_time_read(const char *s, const char *format, int64_t *out)
{
	int64_t n;

	if (format == NULL)
		format = "year_month_day";
	if (str_eq(format, "seconds_since_epoch"))
		return str_to_int64(s, out);
	if (str_eq(format, "win_filetime")) { /* of 100 ns, since 1601 */
		if (!str_to_int64(s, &n))
			return false;
		*out = n / 10000000 - INT64_C(11644473600);
		return true;
	}
	for (size_t i = 0; i < sizeof time_formats / sizeof *time_formats; i++)
		for (size_t k = 0; str_eq(format, time_formats[i].name) &&
				   k < 6 && time_formats[i].form[k] != NULL;
		     k++)
			if (time_form(s, time_formats[i].form[k], out))
				return true;
	return false;
}
