/* The outputs of `auditc build`, in the order in which they are written. */
#include "back.h"

const struct backend *const backends[] = { &back_sh, &back_xccdf_file,
	&back_evaluator, NULL };
