/* What the parts of auditc advise have in common. */
#ifndef CLI_ADVISE_H
#define CLI_ADVISE_H

#include "cli.h"

/*
 * The containers that failed the rule of the read-only root in a result: ids
 * where it tells them, else names.  False after a diagnostic.
 */
bool advise_failed(struct arena *a, const char *path, const char ***container,
    uint32_t *n);

#endif
