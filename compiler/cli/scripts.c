/* The scripts of a build, and those that an earlier one left beside them. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../back/back.h"
#include "unit.h"

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

uint32_t
unit_scripts(struct unit *u, const char *const **name)
{
	const char *const *selector, **list = NULL;
	uint32_t i, k, nselector, n = 0;

	for (i = 0; i < u->pass.ir.nrule; i++) {
		if (!back_script_fits(u->pass.ir.rule[i].name))
			continue;
		nselector = back_selectors(&u->pass, i, &selector);
		for (k = 0; k <= nselector; k++)
			*VEC_PUSH(&u->arena, list, n) =
			    arena_printf(&u->arena, "%s.sh",
				back_script_name(&u->arena, &u->pass, i,
				    k == 0 ? NULL : selector[k - 1]));
	}
	if (n != 0)
		qsort(list, n, sizeof *list, compare_names);
	*name = list;
	return n;
}

/* Does its head say that it is a script of ours, of this very name? */
static bool
is_script(const char *path, const char *name)
{
	struct strbuf b = STRBUF_INIT, usage = STRBUF_INIT;
	struct stat st;
	bool ours = false;

	strbuf_addf(&usage, "\n# Usage: sh %s", name);
	if (str_ends(name, ".sh") && lstat(path, &st) == 0 &&
	    S_ISREG(st.st_mode) && file_read(path, 0, &b))
		ours = strlen(b.s) == b.n && str_starts(b.s, "#!/bin/sh\n# ") &&
		       strstr(b.s, usage.s) != NULL &&
		       strstr(b.s, "\n# Evidence goes to stdout.  Status: 0 "
				   "pass, 1 fail,") != NULL;
	strbuf_free(&usage);
	strbuf_free(&b);
	return ours;
}

int
unit_remove_scripts(struct unit *u, const char *dir)
{
	const char *checks = arena_printf(&u->arena, "%s/checks", dir);
	const char *const *name, *path, *found;
	struct dirent **entry;
	uint32_t nname = unit_scripts(u, &name);
	int n = scandir(checks, &entry, NULL, alphasort), i, removed = 0;

	if (n < 0) {
		diag(DIAG_ID_FILE_READ, (struct srcpos){ checks, 0 }, "%s",
		    strerror(errno));
		return -1;
	}
	for (i = 0; i < n; i++) {
		found = entry[i]->d_name;
		path = arena_printf(&u->arena, "%s/%s", checks, found);
		if (removed >= 0 &&
		    (nname == 0 || bsearch(&found, name, nname, sizeof *name,
				       compare_names) == NULL) &&
		    is_script(path, found)) {
			removed++;
			if (unlink(path) != 0) {
				diag(DIAG_ID_FILE_WRITE,
				    (struct srcpos){ path, 0 }, "%s",
				    strerror(errno));
				removed = -1;
			}
		}
		free(entry[i]);
	}
	free(entry);
	return removed;
}
