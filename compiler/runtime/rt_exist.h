/*
 * Existence beyond the items that were found: what an object names by the
 * values of a variable and the target does not have.
 */
#ifndef RT_EXIST_H
#define RT_EXIST_H

#include "rt.h"

/*
 * "All exist" of an object that refers to a variable asks for every value of
 * it.  The first value that no item of the object has, in words, filters
 * aside; NULL: there is none, or no entity names things by several values
 * (equals, and any var_check but "none").  What matches a pattern is the set
 * that the pattern defines: its values name nothing.
 */
const char *rt_missing_value(
    struct rt_ctx *ctx, uint32_t object, const struct rt_collection *c);

#endif
