/*
 * The probes by kind, made from probes.def.  An emitted evaluator has a table
 * of its own, with the probes its content uses.
 */
#include "probe.h"

const struct probe *const probes[PROBE__MAX] = {
#define PROBE(id, sym, name) [PROBE_##id] = &probe_##sym,
#include "../ir/probes.def"
#undef PROBE
};
