/*
 * Existence beyond the items that were found: what an object names by the
 * values of a variable and the target does not have.
 */
#ifndef RT_EXIST_H
#define RT_EXIST_H

#include "rt.h"

/*
 * "All exist" of an object that refers to a variable asks for every value of
 * it, filters aside: TRUE where each is there, or where no entity names things
 * by several values (equals, and any var_check but "none"); FALSE: *what, in
 * words, is not; else *what is why that cannot be told.  What matches a pattern
 * is the set that the pattern defines: its values name nothing, and neither do
 * the directories in which it is looked for.
 */
enum ir_result rt_all_exist(struct rt_ctx *ctx, uint32_t object,
    const struct rt_collection *c, const char **what);

#endif
