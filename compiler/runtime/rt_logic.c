/*
 * OVAL's truth tables (oval-common-schema, 5.11): how results are put
 * together by an operator, over items and values, and over existence.  Where
 * the tables are silent (nothing was counted at all) the result is "not
 * evaluated", so that nothing can pass by being absent.
 * tests/corpus/logic.tsv drives this and its counterpart in the scripts.
 */
#include "rt.h"

/* The first of these that was counted, or not evaluated. */
static enum ir_result
logic_rest(const unsigned count[IR_RESULT__MAX])
{
	if (count[IR_RESULT_ERROR] > 0)
		return IR_RESULT_ERROR;
	if (count[IR_RESULT_UNKNOWN] > 0)
		return IR_RESULT_UNKNOWN;
	if (count[IR_RESULT_NOT_EVALUATED] > 0)
		return IR_RESULT_NOT_EVALUATED;
	return IR_RESULT__MAX;
}

/* Neither true nor false was counted, nor anything of logic_rest(). */
static enum ir_result
logic_nothing(const unsigned count[IR_RESULT__MAX])
{
	return count[IR_RESULT_NOT_APPLICABLE] > 0 ? IR_RESULT_NOT_APPLICABLE
						   : IR_RESULT_NOT_EVALUATED;
}

static enum ir_result
logic_all(const unsigned count[IR_RESULT__MAX])
{
	enum ir_result rest = logic_rest(count);

	if (count[IR_RESULT_FALSE] > 0)
		return IR_RESULT_FALSE;
	if (rest != IR_RESULT__MAX)
		return rest;
	return count[IR_RESULT_TRUE] > 0 ? IR_RESULT_TRUE
					 : logic_nothing(count);
}

static enum ir_result
logic_any(const unsigned count[IR_RESULT__MAX])
{
	enum ir_result rest = logic_rest(count);

	if (count[IR_RESULT_TRUE] > 0)
		return IR_RESULT_TRUE;
	if (rest != IR_RESULT__MAX)
		return rest;
	return count[IR_RESULT_FALSE] > 0 ? IR_RESULT_FALSE
					  : logic_nothing(count);
}

static enum ir_result
logic_one(const unsigned count[IR_RESULT__MAX])
{
	enum ir_result rest = logic_rest(count);

	if (count[IR_RESULT_TRUE] > 1)
		return IR_RESULT_FALSE;
	if (rest != IR_RESULT__MAX)
		return rest;
	if (count[IR_RESULT_TRUE] == 1)
		return IR_RESULT_TRUE;
	return count[IR_RESULT_FALSE] > 0 ? IR_RESULT_FALSE
					  : logic_nothing(count);
}

static enum ir_result
logic_xor(const unsigned count[IR_RESULT__MAX])
{
	enum ir_result rest = logic_rest(count);

	if (rest != IR_RESULT__MAX)
		return rest;
	if (count[IR_RESULT_TRUE] + count[IR_RESULT_FALSE] == 0)
		return logic_nothing(count);
	return count[IR_RESULT_TRUE] % 2 == 1 ? IR_RESULT_TRUE
					      : IR_RESULT_FALSE;
}

enum ir_result
rt_operator(enum ir_operator op, const unsigned count[IR_RESULT__MAX])
{
	switch (op) {
	case IR_OPERATOR_AND:
		return logic_all(count);
	case IR_OPERATOR_OR:
		return logic_any(count);
	case IR_OPERATOR_ONE:
		return logic_one(count);
	case IR_OPERATOR_XOR:
		return logic_xor(count);
	case IR_OPERATOR__MAX:
		break;
	}
	return IR_RESULT_ERROR;
}

enum ir_result
rt_complex(enum ir_result r, const unsigned count[IR_RESULT__MAX])
{
	if (r == IR_RESULT_ERROR && count[IR_RESULT_UNKNOWN] > 0)
		return IR_RESULT_UNKNOWN;
	if (r == IR_RESULT_NOT_EVALUATED &&
	    count[IR_RESULT_NOT_APPLICABLE] > 0 &&
	    count[IR_RESULT_TRUE] + count[IR_RESULT_FALSE] == 0)
		return IR_RESULT_NOT_APPLICABLE;
	return r;
}

enum ir_result
rt_check(enum ir_check check, const unsigned count[IR_RESULT__MAX])
{
	switch (check) {
	case IR_CHECK_ALL:
		return logic_all(count);
	case IR_CHECK_AT_LEAST_ONE:
		return logic_any(count);
	case IR_CHECK_ONLY_ONE:
		return logic_one(count);
	case IR_CHECK_NONE_SATISFY:
	case IR_CHECK_NONE_EXIST:
		return rt_negate(logic_any(count));
	case IR_CHECK__MAX:
		break;
	}
	return IR_RESULT_ERROR;
}

enum ir_result
rt_negate(enum ir_result r)
{
	if (r == IR_RESULT_TRUE)
		return IR_RESULT_FALSE;
	if (r == IR_RESULT_FALSE)
		return IR_RESULT_TRUE;
	return r;
}

enum ir_result
rt_existence(enum ir_existence e, const unsigned count[RT_NOT_COLLECTED + 1])
{
	unsigned exists = count[RT_EXISTS];
	enum ir_result rest = count[RT_STATUS_ERROR] > 0    ? IR_RESULT_ERROR
			      : count[RT_NOT_COLLECTED] > 0 ? IR_RESULT_UNKNOWN
							    : IR_RESULT__MAX;

	switch (e) {
	case IR_EXISTENCE_ALL_EXIST:
		if (count[RT_DOES_NOT_EXIST] > 0)
			return IR_RESULT_FALSE;
		if (rest != IR_RESULT__MAX)
			return rest;
		return exists > 0 ? IR_RESULT_TRUE : IR_RESULT_FALSE;
	case IR_EXISTENCE_ANY_EXIST:
		return exists == 0 && count[RT_STATUS_ERROR] > 0
			   ? IR_RESULT_ERROR
			   : IR_RESULT_TRUE;
	case IR_EXISTENCE_AT_LEAST_ONE_EXISTS:
		if (exists > 0)
			return IR_RESULT_TRUE;
		return rest != IR_RESULT__MAX ? rest : IR_RESULT_FALSE;
	case IR_EXISTENCE_NONE_EXIST:
		if (exists > 0)
			return IR_RESULT_FALSE;
		return rest != IR_RESULT__MAX ? rest : IR_RESULT_TRUE;
	case IR_EXISTENCE_ONLY_ONE_EXISTS:
		if (exists > 1)
			return IR_RESULT_FALSE;
		if (rest != IR_RESULT__MAX)
			return rest;
		return exists == 1 ? IR_RESULT_TRUE : IR_RESULT_FALSE;
	case IR_EXISTENCE__MAX:
		break;
	}
	return IR_RESULT_ERROR;
}
