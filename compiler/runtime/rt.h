/*
 * The evaluator's runtime.  Compiled as objects for the unit tests and for
 * auditc itself, and as text into every emitted evaluator.c, which adds only
 * tables (struct rt_content).  Its files include this header and what libc,
 * PCRE2 and jansson provide; of base/ they use memory, strbuf, text and quote.
 *
 * The way of a run: rt_main() reads the options, asks rt_engines_open() what
 * engines and containers there are, makes the list of targets, lets
 * rt_work() evaluate them in worker processes (rt_eval_target() is what a
 * worker does), folds the containers into the host and writes the outputs.
 *
 * What belongs to one idea has a header of its own; each stands alone.
 */
#ifndef RT_H
#define RT_H

#include "rt_content.h"
#include "rt_engine.h"
#include "rt_eval.h"
#include "rt_options.h"
#include "rt_output.h"
#include "rt_oval.h"
#include "rt_process.h"
#include "rt_result.h"
#include "rt_root.h"
#include "rt_scratch.h"
#include "rt_search.h"
#include "rt_systemd.h"
#include "rt_tar.h"
#include "rt_target.h"
#include "rt_walk.h"
#include "rt_work.h"

/* The whole program; `content` is the evaluator's own.  Returns the status. */
int rt_main(const struct rt_content *content, int argc, char **argv);

#endif
