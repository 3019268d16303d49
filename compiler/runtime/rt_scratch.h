/* A directory of our own for a while. */
#ifndef RT_SCRATCH_H
#define RT_SCRATCH_H

#include "../base/base.h"

struct rt_scratch {
	int dir;    /* open and locked while it is in use */
	char *path; /* in the arena */
};
/*
 * Make one, in memory where there is such; false: there is no place.  What
 * workers left that were ended long ago is removed first.
 */
bool rt_scratch_open(struct arena *a, struct rt_scratch *s);
/* Remove it and its files. */
void rt_scratch_close(struct rt_scratch *s);

#endif
