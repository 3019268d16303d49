/* A line of /proc/PID/mountinfo, as proc(5) has it. */
#include <stdlib.h>
#include <string.h>

#include "rt.h"

char *
rt_mount_unescape(char *s)
{
	char *to = s, *from = s;

	while (*from != '\0') {
		if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' &&
		    from[2] >= '0' && from[2] <= '7' && from[3] >= '0' &&
		    from[3] <= '7') {
			*to++ = (char)((from[1] - '0') * 64 +
				       (from[2] - '0') * 8 + (from[3] - '0'));
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return s;
}

/* The next word; *s moves behind it. */
static char *
mountinfo_word(char **s)
{
	char *word = *s;

	*s += strcspn(*s, " ");
	if (**s != '\0')
		*(*s)++ = '\0';
	return word;
}

bool
rt_mount_parse(char *line, struct rt_mount *m)
{
	char *word;

	*m = (struct rt_mount){ 0 };
	m->id = strtoull(mountinfo_word(&line), NULL, 10);
	m->parent = strtoull(mountinfo_word(&line), NULL, 10);
	m->device = mountinfo_word(&line);
	m->root = rt_mount_unescape(mountinfo_word(&line));
	m->point = rt_mount_unescape(mountinfo_word(&line));
	m->options = mountinfo_word(&line);
	while (*(word = mountinfo_word(&line)) != '\0' && !str_eq(word, "-"))
		if (str_starts(word, "shared:"))
			m->shared = word;
	if (!str_eq(word, "-"))
		return false;
	m->type = mountinfo_word(&line);
	m->source = rt_mount_unescape(mountinfo_word(&line));
	m->super = mountinfo_word(&line);
	return *m->super != '\0';
}
