/*
 * The formats of reports.
 */
#include "report.h"

#define PRIVATE 0600 /* evidence is nobody else's business */

const struct report_format report_formats[] = {
	{ "text", ".txt", false, true, false, PRIVATE, report_text,
	    "findings by target, with what was found" },
	{ "csv", ".csv", false, false, false, PRIVATE, report_csv,
	    "a row per target and rule" },
	{ "junit", ".junit.xml", false, false, false, PRIVATE, report_junit,
	    "a suite per target, for CI" },
	{ "ckl", ".ckl", true, false, false, PRIVATE, report_ckl,
	    "checklist of STIG Viewer 2" },
	{ "cklb", ".cklb", true, false, false, PRIVATE, report_cklb,
	    "checklist of STIG Viewer 3" },
};
const size_t report_nformat = sizeof report_formats / sizeof *report_formats;

const struct report_format *
report_format_find(const char *name)
{
	for (size_t i = 0; i < report_nformat; i++)
		if (str_eq(report_formats[i].name, name))
			return &report_formats[i];
	return NULL;
}
