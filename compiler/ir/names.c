/* The vocabularies' spelling, from ops.def and probes.def. */
#include <string.h>

#include "ir.h"

const char *const ir_result_names[] = {
#define IR_RESULT(id, name) [IR_RESULT_##id] = name,
#include "ops.def"
#undef IR_RESULT
};
const char *const ir_operator_names[] = {
#define IR_OPERATOR(id, name) [IR_OPERATOR_##id] = name,
#include "ops.def"
#undef IR_OPERATOR
};
const char *const ir_operation_names[] = {
#define IR_OPERATION(id, name) [IR_OPERATION_##id] = name,
#include "ops.def"
#undef IR_OPERATION
};
const char *const ir_datatype_names[] = {
#define IR_DATATYPE(id, name) [IR_DATATYPE_##id] = name,
#include "ops.def"
#undef IR_DATATYPE
};
const char *const ir_check_names[] = {
#define IR_CHECK(id, name) [IR_CHECK_##id] = name,
#include "ops.def"
#undef IR_CHECK
};
const char *const ir_existence_names[] = {
#define IR_EXISTENCE(id, name) [IR_EXISTENCE_##id] = name,
#include "ops.def"
#undef IR_EXISTENCE
};
const char *const ir_scope_names[] = {
#define IR_SCOPE(id, name) [IR_SCOPE_##id] = name,
#include "ops.def"
#undef IR_SCOPE
};
const char *const ir_target_names[] = {
#define IR_TARGET(id, name) [IR_TARGET_##id] = name,
#include "ops.def"
#undef IR_TARGET
};
const char *const ir_function_names[] = {
#define IR_FUNCTION(id, name) [IR_FUNCTION_##id] = name,
#include "ops.def"
#undef IR_FUNCTION
};
const char *const ir_setop_names[] = {
#define IR_SETOP(id, name) [IR_SETOP_##id] = name,
#include "ops.def"
#undef IR_SETOP
};
const char *const ir_xccdf_names[] = {
#define X(id, name) [IR_XCCDF_##id] = name,
	IR_XCCDF_RESULTS(X)
#undef X
};
const char *const ir_probe_names[] = {
#define PROBE(id, sym, name) [PROBE_##id] = name,
#include "probes.def"
#undef PROBE
};

uint32_t
ir_name_find(const char *const *names, uint32_t max, const char *text)
{
	uint32_t i = 0;

	while (i < max && strcmp(names[i], text) != 0)
		i++;
	return i;
}
