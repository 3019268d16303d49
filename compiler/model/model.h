/*
 * What a benchmark says, free of XML: the terms are XCCDF 1.2's (NISTIR
 * 7275r4), and 1.1 documents arrive here in the same form.  Requires base.h.
 * One arena owns a whole benchmark; strings are UTF-8, NULL where the document
 * has nothing, "" where it has an empty element.  Markup inside text (XHTML in
 * descriptions) is kept as serialised XML in *_xml members where it matters
 * and as plain text beside it.
 */
#ifndef MODEL_H
#define MODEL_H

#include "../base/base.h"

/* Severity and role as XCCDF spells them; absent is UNKNOWN and FULL. */
enum model_severity { SEV_UNKNOWN, SEV_INFO, SEV_LOW, SEV_MEDIUM, SEV_HIGH, SEV__MAX };
enum model_role { ROLE_FULL, ROLE_UNSCORED, ROLE_UNCHECKED, ROLE__MAX };
extern const char *const model_severity_names[SEV__MAX];
/*
 * As which a rule's severity stands in results: where none is said it is
 * medium, as some consumers take a failed rule of unknown severity as n/a.
 */
enum model_severity model_severity_shown(enum model_severity s);
extern const char *const model_role_names[ROLE__MAX];

struct model_text { /* a repeatable, localisable piece of text */
	const char *lang; /* xml:lang or NULL */
	const char *text; /* plain text, white space as it stands */
	const char *category; /* of a warning */
};

struct model_part { /* of a text into which Values are filled */
	const char *text;     /* or NULL: */
	const char *value_id; /* what this Value is */
};

struct model_ident {
	const char *system, *text; /* "http://cyber.mil/cci", "CCI-000366" */
};

struct model_reference {
	const char *href, *text; /* text: dc:title or the element's own text */
	const char *publisher, *identifier, *type, *subject; /* dc:*, may be NULL */
};

struct model_fix { /* a fix, or a fixtext, which has fixref */
	const char *id, *system, *fixref, *complexity, *disruption, *strategy,
	    *reboot, *platform, *lang;
	const char *text; /* with the Values' own values filled in */
	struct model_part *part;
	uint32_t npart;
	struct srcpos pos;
};

struct model_export { /* check-export: the check's name for a Value */
	const char *value_id, *name;
};

struct model_check { /* one check, or a complex-check with kids */
	const char *system, *selector, *id;
	bool multi_check, negate;
	bool complex;
	bool complex_or; /* operator OR, else AND */
	struct model_check *kid; /* complex */
	uint32_t nkid;
	struct { const char *href, *name; } *content_ref;
	uint32_t ncontent_ref;
	const char *content; /* check-content as text */
	struct model_export *export_;
	uint32_t nexport;
	struct { const char *name, *xpath; } *import;
	uint32_t nimport;
	struct srcpos pos;
};

/* DISA's pseudo-elements inside Rule/description, extracted by tag. */
struct model_stig {
	const char *false_positives, *false_negatives, *documentable,
	    *mitigations, *severity_override_guidance, *potential_impacts,
	    *third_party_tools, *mitigation_control, *responsibility,
	    *ia_controls;
};

struct model_rule {
	const char *id;      /* as in the document */
	const char *id12;    /* the XCCDF 1.2 form, xccdf_<ns>_rule_<name> */
	const char *version; /* Rule/version: the STIG-ID in DISA's content */
	const char *title;
	const char *description; /* plain text; DISA: VulnDiscussion only */
	const char *rationale;
	const char *status, *status_date; /* the latest one's */
	const char *metadata; /* as XML; of the publisher's own vocabularies */
	struct model_stig stig;
	struct model_text *warning;
	uint32_t nwarning;
	struct model_ident *ident;
	uint32_t nident;
	struct model_reference *reference;
	uint32_t nreference;
	const char *fixtext, *fixtext_ref; /* of the first of fixtexts */
	struct model_fix *fixtexts;
	uint32_t nfixtext;
	struct model_fix *fix;
	uint32_t nfix;
	struct model_check *check;
	uint32_t ncheck;
	const char **platform; /* idrefs */
	uint32_t nplatform;
	const char **requires_, **conflicts;
	uint32_t nrequires, nconflicts;
	const char *extends, *cluster_id;
	enum model_severity severity;
	enum model_role role;
	const char *weight; /* decimal as written; NULL: 1.0 */
	bool selected, abstract, hidden, multiple;
	uint32_t group; /* index into model_benchmark.group, or MODEL_NONE */
	struct srcpos pos;
};
#define MODEL_NONE UINT32_MAX

struct model_group {
	const char *id, *id12, *title, *description, *rationale, *extends,
	    *cluster_id, *status, *status_date, *metadata;
	const char **platform;
	uint32_t nplatform;
	const char **requires_, **conflicts;
	uint32_t nrequires, nconflicts;
	struct model_text *warning;
	uint32_t nwarning;
	struct model_reference *reference;
	uint32_t nreference;
	const char *weight;
	bool selected, abstract, hidden;
	uint32_t parent; /* index, or MODEL_NONE: in the Benchmark */
	struct srcpos pos;
};

enum model_value_type { VALUE_STRING, VALUE_NUMBER, VALUE_BOOLEAN, VALUE_TYPE__MAX };
extern const char *const model_value_type_names[VALUE_TYPE__MAX];

struct model_list {
	const char **item;
	uint32_t n;
};

struct model_value_instance { /* what a selector chooses */
	const char *selector; /* NULL: the one without selector */
	const char *value;    /* NULL where not given */
	const char **list;    /* complex-value */
	uint32_t nlist;
	bool is_list;
	const char *default_, *match, *lower_bound, *upper_bound;
	const char **default_list; /* complex-default */
	uint32_t ndefault_list;
	bool default_is_list;
	const char **choice;
	uint32_t nchoice;
	struct model_list *list_choice; /* complex-choice */
	uint32_t nlist_choice;
	bool must_match;
};

struct model_value {
	const char *id, *id12, *title, *description, *question, *operator_,
	    *extends, *interface_hint, *cluster_id, *metadata;
	enum model_value_type type;
	struct model_value_instance *instance;
	uint32_t ninstance;
	bool abstract, hidden, interactive, prohibit_changes;
	uint32_t group; /* or MODEL_NONE */
	struct srcpos pos;
};

/* One line of a profile; applied in document order. */
enum model_profile_op { PROFILE_SELECT, PROFILE_SET_VALUE, PROFILE_SET_COMPLEX_VALUE, PROFILE_REFINE_VALUE, PROFILE_REFINE_RULE };
struct model_profile_item {
	enum model_profile_op op;
	const char *idref;
	bool selected;          /* SELECT */
	const char *value;      /* SET_VALUE */
	const char **list;      /* SET_COMPLEX_VALUE */
	uint32_t nlist;
	const char *selector, *operator_;       /* REFINE_* */
	const char *weight, *severity, *role;   /* REFINE_RULE; NULL: unchanged */
	struct srcpos pos;
};

struct model_profile {
	const char *id, *id12, *title, *description, *extends, *metadata;
	bool abstract, prohibit_changes;
	const char **platform;
	uint32_t nplatform;
	bool platform_override; /* they stand for those of the base */
	struct model_profile_item *item;
	uint32_t nitem;
	struct srcpos pos;
};

struct model_plain_text {
	const char *id, *text;
};

/*
 * CPE applicability language: what must hold of a target for a platform to be
 * its own.  LOGICAL combines its kids; FACT holds where the target has that
 * CPE name, CHECK where a definition of a check document does.
 */
struct model_platform_test {
	enum {
		MODEL_PLATFORM_LOGICAL,
		MODEL_PLATFORM_FACT,
		MODEL_PLATFORM_CHECK
	} kind;
	bool or_, negate; /* LOGICAL */
	struct model_platform_test *kid;
	uint32_t nkid;
	const char *name;                      /* FACT */
	const char *system, *href, *definition; /* CHECK */
	struct srcpos pos;
};
struct model_platform { /* named as #id by platform/@idref */
	const char *id, *title;
	struct model_platform_test test;
	struct srcpos pos;
};

struct model_item { /* document order of what a Benchmark or Group contains */
	enum { ITEM_GROUP, ITEM_RULE, ITEM_VALUE } kind;
	uint32_t index;
	uint32_t parent; /* group index or MODEL_NONE */
};

struct model_benchmark {
	struct arena *arena;
	const char *file;     /* where it was read from, zip members as a.zip/b */
	const char *xccdf;    /* "1.1" or "1.2" */
	const char *id, *id12;
	const char *title, *description, *version, *status, *status_date, *style;
	const char *lang;
	const char *publisher; /* reference/dc:publisher of the Benchmark */
	const char *source;
	const char *release;   /* plain-text release-info: "1" of "Release: 1 ..." */
	const char *release_date; /* "19 Jul 2019" of "Benchmark Date: ..." */
	const char *family;    /* key over releases: id without version, DESIGN 4 */
	struct model_plain_text *plain_text;
	uint32_t nplain_text;
	struct { const char *id, *text; } *notice;
	uint32_t nnotice;
	const char *front_matter, *rear_matter, *metadata;
	struct model_reference *reference;
	uint32_t nreference;
	const char **platform;
	uint32_t nplatform;
	struct model_platform *platform_def;
	uint32_t nplatform_def;
	const char **model; /* scoring model systems, declared order */
	uint32_t nmodel;
	struct model_group *group;
	uint32_t ngroup;
	struct model_rule *rule;
	uint32_t nrule;
	struct model_value *value;
	uint32_t nvalue;
	struct model_profile *profile;
	uint32_t nprofile;
	struct model_item *item; /* everything, in document order */
	uint32_t nitem;
};

/* Lookup by id or id12; MODEL_NONE when there is none. */
uint32_t model_find_rule(const struct model_benchmark *b, const char *id);
uint32_t model_find_group(const struct model_benchmark *b, const char *id);
uint32_t model_find_value(const struct model_benchmark *b, const char *id);
uint32_t model_find_profile(const struct model_benchmark *b, const char *id);

/*
 * The same for many lookups: every id, id12 and cluster-id, sorted.  The range
 * holds what `id` names among the items of that kind, in document order; a
 * cluster is named among the items that carry its id.
 */
enum model_kind {
	MODEL_RULE,
	MODEL_GROUP,
	MODEL_VALUE,
	MODEL_PROFILE,
	MODEL_RULE_CLUSTER,
	MODEL_GROUP_CLUSTER,
	MODEL_VALUE_CLUSTER,
	MODEL_KIND__MAX
};
struct model_entry {
	const char *id;
	enum model_kind kind;
	uint32_t index;
};
struct model_index {
	const struct model_entry *entry;
	uint32_t n;
};
struct model_index model_index_new(struct arena *a,
    const struct model_benchmark *b);
const struct model_entry *model_index_range(const struct model_index *ix,
    enum model_kind kind, const char *id, uint32_t *n);
/* The first of the range, or MODEL_NONE. */
uint32_t model_index_find(const struct model_index *ix, enum model_kind kind,
    const char *id);

/*
 * The XCCDF 1.2 id: what is already of the form xccdf_<ns>_<kind>_<name> is
 * kept; else "xccdf_" ns "_" kind "_" id with characters outside NCName
 * replaced by '_'.  kind: "benchmark", "group", "rule", "value", "profile".
 * For DISA's content ns is "mil.disa.stig" as in DISA's own 1.2 content.
 */
const char *model_id12(struct arena *a, const char *ns, const char *kind,
    const char *id);
/* Is it of the form xccdf_<ns>_<kind>_<name>?  *ns, *name where not NULL. */
bool model_id12_split(const char *id, const char *kind, size_t *ns_length,
    const char **name);
/* The part behind xccdf_<ns>_<kind>_, or the whole id. */
const char *model_id_name(const char *id12, const char *kind);
/* One or more of NCName's characters, the first no digit, '-' or '.'. */
bool model_is_ncname(const char *s);

/*
 * Rule/version, the STIG-ID, names a rule where no other of the release has
 * it: which do.
 */
struct model_versions {
	const char **text; /* of all rules, sorted */
	uint32_t n;
};
struct model_versions model_versions_new(struct arena *a,
    const struct model_benchmark *b);
/* NULL and "" name nothing. */
bool model_version_names(const struct model_versions *v, const char *version);

/* "SV-104789r1_rule" is SV-104789 in every release; else the id as it is. */
char *model_id_unrevised(struct arena *a, const char *id);
/* The first check that has its text in the document; NULL: none has. */
const struct model_check *model_check_with_text(const struct model_rule *rule);

/* --- resolve.c --------------------------------------------------------------
 * What a profile makes of the benchmark: one entry per rule and per value, in
 * the order of b->rule and b->value.  profile: index, or MODEL_NONE for the
 * benchmark's own defaults.  Selection by group, requires, conflicts,
 * refine-rule, refine-value, set-value as NISTIR 7275r4 section 7.2.3 has them.
 */
struct model_resolved_rule {
	bool selected;
	enum model_severity severity;
	enum model_role role;
	const char *weight, *check_selector;
};
struct model_resolved_value {
	const char *value; /* "" where nothing gives one */
	const char **list;
	uint32_t nlist;
	bool is_list;
	const char *operator_;
	/* what the selector chose of these; NULL where there is none */
	const char *match, *lower_bound, *upper_bound;
	const struct model_value_instance *choices; /* whose choices hold */
};
struct model_resolved {
	struct model_resolved_rule *rule;
	struct model_resolved_value *value;
};
struct model_resolved *model_resolve(struct arena *a,
    const struct model_benchmark *b, uint32_t profile);
/*
 * selector.c: which of a rule's checks (or of a complex-check's) counts, as
 * NISTIR 7275r4 section 7.2.3.5.1 has it: those with the selector, where there
 * are such, else those without one.  Gives the selector that those have, NULL
 * for none.  A complex-check has none.
 */
const char *model_check_selector(const struct model_check *check, uint32_t n,
    const char *selector);
/*
 * Per rule the selectors by which a profile chooses other checks than those
 * without one; an array of b->nrule.
 */
struct model_selectors {
	const char **name;
	uint32_t n;
};
struct model_selectors *model_selectors(struct arena *a,
    const struct model_benchmark *b);
/*
 * The text of a fix or fixtext with Values as they are resolved; resolved
 * NULL: with their own values.
 */
const char *model_fix_text(struct arena *a, const struct model_benchmark *b,
    const struct model_fix *fix, const struct model_resolved *resolved);
/*
 * The profile and those it extends, the outermost base first, in an array of
 * the arena; their number.  MODEL_NONE gives none.
 */
uint32_t model_profile_chain(struct arena *a, const struct model_benchmark *b,
    uint32_t profile, uint32_t **chain);

/* The platforms of a profile, those that it inherits first; their number. */
uint32_t model_profile_platforms(struct arena *a,
    const struct model_benchmark *b, uint32_t profile, const char ***platform);

/* --- diff.c -----------------------------------------------------------------
 * What one release made of another.  Rules are the same by their version (the
 * STIG-ID); where that is missing or stands on several rules of a release, by
 * their id without its revision.  What is left on both sides with the same
 * text has moved.
 */
enum model_class { CLASS_ADDED, CLASS_REMOVED, CLASS_MOVED, CLASS_CHANGED, CLASS_UNCHANGED, CLASS__MAX };
extern const char *const model_class_names[CLASS__MAX];
enum model_field { FIELD_TITLE, FIELD_SEVERITY, FIELD_DISCUSSION, FIELD_CHECK, FIELD_FIX, FIELD_REFERENCES, FIELD_VALUES, FIELD__MAX };
extern const char *const model_field_names[FIELD__MAX];

struct model_change {
	enum model_class class_;
	uint32_t old, new_; /* index of the rule, or MODEL_NONE */
	uint32_t fields;    /* those that differ: bits 1 << FIELD_x */
};
/* In the order of the new rules, those removed behind them. */
struct model_change *model_diff(struct arena *a,
    const struct model_benchmark *old, const struct model_benchmark *new_,
    uint32_t *n);
/*
 * One field of a rule as text; "" where it has none.  References (without
 * legacy ids, which are names) and the Values that its checks export are a
 * line each, sorted.
 */
const char *model_field_text(struct arena *a, const struct model_benchmark *b,
    uint32_t rule, enum model_field field);

#endif
