/*
 * The advisor: from what a container writes to the mounts with which its root
 * can be read-only.  The way of the data:
 *
 *   observe.c, layer.c, image.c   what the container wrote, and what its image
 *                                 has at those places: an observation
 *   rules.c, rules_read.c         what kind of place a path is: data, with a
 *                                 reason each
 *   compose.c                     the smallest set of mounts: the advice
 *   recreate.c, write_*.c         the advice as a command line and in other
 *                                 forms
 *   short.c                       the advice in short, beside a result
 *
 * What short.c needs is a part of evaluators too, as text: those files use
 * nothing but the runtime (see back/amalgam.c).
 *
 * What a container wrote is hostile: names are any bytes, trees are deep.  An
 * observation has limits, and what lies beyond them is said in its notes.
 */
#ifndef ADVISE_H
#define ADVISE_H

#include <signal.h>

#include "../runtime/rt.h"

/* --- rules.c: kinds of places ------------------------------------------- */

enum advise_class {     /* by weight: the heavier decides for a directory */
	ADVISE_ENGINE,  /* the engine's own: no advice */
	ADVISE_SCRATCH, /* may be lost at every start */
	ADVISE_CONFIG,  /* written at start from the image's */
	ADVISE_DATA,    /* to be kept */
	ADVISE_DEFECT,  /* nothing that a running container should write */
	ADVISE_CLASS__MAX
};
extern const char *const advise_class_names[ADVISE_CLASS__MAX];

struct advise_rule {
	enum advise_class class;
	const char *pattern; /* of a path, or of the last name in it */
	const char *reason;
	uint64_t size; /* least size of a tmpfs; 0: not said */
	struct srcpos pos;
};

struct advise_rules {
	struct advise_rule *rule;
	uint32_t n;
};

/*
 * rules_read.c: append the rules of a text; false after a diagnostic with its
 * line.
 */
bool advise_rules_read(struct arena *a, struct advise_rules *rules,
    const char *file, const char *data, size_t n);
/* Append the bundled ones. */
bool advise_rules_bundled(struct arena *a, struct advise_rules *rules);
/*
 * The first rule that fits; the bundled ones fit every path.  *top: how many
 * bytes of the path the pattern took: no mount for it stands higher.
 */
const struct advise_rule *advise_rule_find(
    const struct advise_rules *rules, const char *path, size_t *top);

/* --- observations --- */

enum advise_kind {
	ADVISE_DIR,
	ADVISE_FILE,
	ADVISE_OTHER, /* link, socket, FIFO, device */
	ADVISE_GONE,  /* of the image's, removed */
	ADVISE_KIND__MAX
};
extern const char *const advise_kind_names[ADVISE_KIND__MAX];

enum advise_how {
	ADVISE_NEW,        /* the image has nothing there */
	ADVISE_IN_PLACE,   /* the image's file, written to */
	ADVISE_REPLACED,   /* another file under the name of the image's */
	ADVISE_ATTRIBUTES, /* owner, mode or times only */
	ADVISE_INSIDE,     /* of a directory: what was made in it is gone */
	ADVISE_HOW__MAX
};
extern const char *const advise_how_names[ADVISE_HOW__MAX];

enum { /* who saw it; bits */
	ADVISE_BY_LAYER = 1,
	ADVISE_BY_ENGINE = 2,
	ADVISE_BY_WATCH = 4,
	ADVISE_BY_TRIAL = 8,
};
#define ADVISE_SOURCES 4
extern const char *const advise_source_names[ADVISE_SOURCES];

struct advise_write { /* something that was written */
	const char *path;
	enum advise_kind kind;
	enum advise_how how;
	unsigned seen;
	uint32_t mode, uid,
	    gid; /* permissions; owners as the container has them */
	uint64_t size;
};
#define ADVISE_NO_ID UINT32_MAX /* an owner that is not known */

struct advise_owner {
	const char *path;
	uint32_t mode, uid, gid;
};

struct advise_dir { /* a directory of the image on the way to a write */
	struct advise_owner owner;
	bool files; /* there is more below it than directories */
	bool many;  /* more than were counted */
	struct advise_owner *below; /* the directories below it */
	uint32_t nbelow;
};

struct advise_seen { /* the observation of one container */
	struct arena *arena;
	enum rt_engine_kind kind;
	const char *socket; /* "" where it is not at hand */
	const char *id, *name;
	json_t *inspect, *image; /* image: NULL where it is gone */
	bool user_known;
	uint32_t uid, gid;          /* of its first process */
	struct advise_write *write; /* by path, each once */
	uint32_t nwrite;
	struct advise_dir *dir; /* by path */
	uint32_t ndir;
	bool partial; /* a source was not to be had: see the notes */
	const char **note;
	uint32_t nnote;
	uint32_t limit;   /* writes that are looked at */
	int64_t deadline; /* nothing is looked at after it; 0: none */
};

#define ADVISE_WRITES 200000 /* of one container */
#define ADVISE_DEPTH 200
#define ADVISE_BELOW 64 /* directories that are counted below one */

/* What observe needs of a container beside itself. */
struct advise_asked {
	struct arena *arena;
	const struct rt_options *options;
	struct rt_engine *engine;
	struct rt_container *container;
	struct rt_http *http;             /* open to the engine */
	const struct advise_rules *rules; /* what is the engine's own */
	bool brief;       /* the layer alone: the engine is not asked */
	uint32_t limit;   /* writes that are looked at; 0: ADVISE_WRITES */
	int64_t deadline; /* of it all, as struct rt_ctx has it; 0: none */
};
/* NULL with *why where nothing can be said of it. */
struct advise_seen *advise_observe(
    const struct advise_asked *q, const char **why);
/* Look the image up again, for writes that were added. */
void advise_observe_again(const struct advise_asked *q, struct advise_seen *s);
/* Add a write that was seen otherwise; looks nothing up. */
void advise_seen_add(struct advise_seen *s, const char *path,
    enum advise_kind kind, enum advise_how how, unsigned by);
/* Bring the writes into order after some were added. */
void advise_seen_sort(struct advise_seen *s);
void advise_seen_note(struct advise_seen *s, const char *fmt, ...)
    BASE_PRINTF(2, 3);
/* The write of that path, where they are in order; NULL: none. */
const struct advise_write *advise_write_find(
    const struct advise_seen *s, const char *path);
/* The image's directory of that path, or NULL. */
const struct advise_dir *advise_dir_find(
    const struct advise_seen *s, const char *path);
/* Is it, or does it lie below, a mount that the container already has? */
bool advise_is_mounted(const struct advise_seen *s, const char *path);
/* Is it past its deadline? */
bool advise_seen_late(const struct advise_seen *s);
void advise_seen_free(struct advise_seen *s); /* NULL: nothing */

/*
 * layer.c: the entries of an upper layer; false with *why where it cannot be
 * read.  image: to tell what is new; own: the container's root, for owners.
 * Either may be NULL.
 */
bool advise_layer_read(struct advise_seen *s, const char *upper,
    struct rt_root *image, struct rt_root *own,
    const struct advise_rules *rules, const char **why);
/* image.c: the image's directories on the way to the writes. */
void advise_image_read(struct advise_seen *s, struct rt_root *image,
    const struct advise_rules *rules);

/* observed.c: an observation as JSON and back; NULL after a diagnostic. */
json_t *advise_seen_json(const struct advise_seen *s);
struct advise_seen *advise_seen_read(
    struct arena *a, const char *file, const char *data, size_t n);

/* --- watch.c: writes as they happen --- */

struct advise_watched {
	const char *path; /* in the container */
	bool directory;
};
struct advise_watch;
/* NULL with *why where the kernel or the privileges do not allow it. */
struct advise_watch *advise_watch_open(const char **why);
/* Watch an upper layer too; its number in *index.  False with *why. */
bool advise_watch_add(struct advise_watch *w, const char *upper,
    uint32_t *index, const char **why);
/* Until the time is over or *stop is set. */
void advise_watch_run(struct advise_watch *w, unsigned seconds,
    const volatile sig_atomic_t *stop);
/* Add what was written in layer number `index` to what was seen. */
void advise_watch_take(const struct advise_watch *w, uint32_t index,
    struct advise_seen *s, const struct advise_rules *rules);
void advise_watch_close(struct advise_watch *w); /* NULL: nothing */
/* The upper layer's directory of a container, or NULL with *why. */
const char *advise_upper(const struct advise_asked *q, const char **why);

/* --- compose.c: the advice --- */

enum advise_means { ADVISE_TMPFS, ADVISE_VOLUME, ADVISE_BIND };

struct advise_mount {
	enum advise_means means;
	const char *path;
	const char *volume; /* VOLUME: its name; BIND: the file's name */
	enum advise_class class;
	struct advise_owner owner;
	bool owned;     /* owner is known */
	uint64_t size;  /* TMPFS */
	bool exec;      /* TMPFS: programs in it were seen */
	bool copy_up;   /* TMPFS: Podman brings the image's content */
	bool own;       /* TMPFS: Podman gives it to the container's user */
	bool seeded;    /* VOLUME: the engine copies the image's content */
	uint64_t bytes; /* that were seen there */
	uint32_t count; /* of writes */
	bool migrate;   /* data lies in the old layer */
	const char *example; /* one of the writes */
	const char *reason;  /* the rule's */
	const char **note;
	uint32_t nnote;
};

struct advise_finding { /* no mount helps */
	enum advise_class class;
	const char *where; /* the rule's pattern */
	const char *reason;
	const char *example[3];
	uint32_t count;
};

enum advise_outcome {
	ADVISE_UNTRIED,
	ADVISE_HOLDS,  /* a clone ran with it, and missed nothing */
	ADVISE_FAILS,  /* a clone failed, or wrote elsewhere */
	ADVISE_UNTOLD, /* no clone could be made or watched to the end */
	ADVISE_OUTCOME__MAX
};
extern const char *const advise_outcome_names[ADVISE_OUTCOME__MAX];

struct advice {
	const struct advise_seen *seen;
	enum advise_outcome outcome; /* of the trial */
	const char **trial;          /* what it showed */
	uint32_t ntrial;
	const struct advise_rules *rules; /* that it was composed by */
	bool readonly;                    /* the root is read-only already */
	struct advise_mount *mount;       /* by path */
	uint32_t nmount;
	struct advise_finding *finding;
	uint32_t nfinding;
	const char **note;
	uint32_t nnote;
};

struct advice *advise_compose(struct arena *a, const struct advise_seen *s,
    const struct advise_rules *rules);

/*
 * short.c: the advice on the context's container for a result (struct
 * rt_content's advise); the rules are the content's.
 */
void advise_short(struct rt_ctx *ctx, struct rt_advice *out);

/* --- recreate.c: the container's options, from its inspect --- */

enum advise_use { /* what an option is for */
	ADVISE_ALWAYS,
	ADVISE_IDENTITY,  /* name, network, restart: a trial has its own */
	ADVISE_OWN_MOUNT, /* one of the container's mounts */
	ADVISE_OF_HOST,   /* a power over the host: a trial goes without */
};

struct advise_option {
	const char *flag;  /* "--env" */
	const char *value; /* NULL: a flag alone */
	enum advise_use use;
	bool here; /* the value begins in the current directory: "/name..." */
};

struct advise_command {
	struct advise_option *option;
	uint32_t noption;
	const char *image;
	const char **arg; /* after the image */
	uint32_t narg;
	struct advise_link { /* a further network, connected afterwards */
		const char *network;
		struct advise_option *option;
		uint32_t noption;
	} * link;
	uint32_t nlink;
	const char **lost; /* what no option can say */
	uint32_t nlost;
};
/* The options that make the container as it is, without the advice. */
struct advise_command *advise_recreate(
    struct arena *a, const struct advise_seen *s);
/* words.c: a value of --mount; more: further fields, or NULL. */
const char *advise_mount_text(struct arena *a, const char *type,
    const char *source, const char *target, const char *more);
/* The options of the advice: --read-only and the mounts. */
struct advise_option *advise_mount_options(
    struct arena *a, const struct advice *v, uint32_t *n);

/* --- try.c: a clone with the advised options --- */

struct advise_try {
	const struct advise_asked *asked;
	unsigned seconds;    /* that a clone is watched */
	const char *network; /* of the clone; NULL: none */
	const volatile sig_atomic_t *stop; /* a signal came: clean up, return */
};
/*
 * Start a clone of the container with the advice, watch it, refine the advice
 * by what it misses and try again, a few times.  What was seen is added to s.
 * Whatever is made carries a label and is removed before this returns; what
 * could not be removed is named in a diagnostic, and *left set.
 */
struct advice *advise_try_out(const struct advise_try *t, struct advise_seen *s,
    const struct advise_rules *rules, bool *left);

/* try_log.c: what went wrong, from the lines that a clone wrote. */
enum advise_trouble {
	ADVISE_TROUBLE_READONLY, /* EROFS */
	ADVISE_TROUBLE_DENIED,   /* EACCES */
	ADVISE_TROUBLE_FULL,     /* ENOSPC */
};
/*
 * Calls back for each line that names one of them, with the path in it, or
 * NULL where none is to be made out.
 */
void advise_log_read(struct arena *a, const char *text, size_t n,
    void (*each)(void *arg, enum advise_trouble what, const char *path,
	const char *line),
    void *arg);

/* try_engine.c: what a trial makes, by the engine's own program. */
#define ADVISE_TRIAL "auditc-trial-" /* begins every name; 8 hex digits follow */
#define ADVISE_LABEL "io.auditc.trial"
#define ADVISE_LABEL_OWNER "io.auditc.trial.owner"
struct advise_lab {
	const struct advise_try *t;
	struct arena *a;
	const char *id;     /* of the trial, and beginning of every name */
	const char *label;  /* that everything carries */
	const char *owner;  /* the label that says who made it */
	char dir[128];      /* of files that are mounted; "": none */
	const char *clone; /* its name; NULL: none */
	const char **volume;
	uint32_t nvolume;
};
bool advise_lab_open(struct advise_lab *lab, const struct advise_try *t);
/* Run the engine's program; false with *why, which quotes what it said. */
bool advise_lab_run(struct advise_lab *lab, const char *const *arg,
    uint32_t narg, struct strbuf *out, struct strbuf *err, const char **why);
/* A new volume; NULL with *why. */
const char *advise_lab_volume(struct advise_lab *lab, const char **why);
/* A directory of the host for files; NULL with *why. */
const char *advise_lab_dir(struct advise_lab *lab, const char **why);
/*
 * Bytes of the files below a directory of the host; UINT64_MAX where it cannot
 * be read, or there is more than this.
 */
uint64_t advise_lab_size(const char *dir, uint64_t bytes, uint32_t files);
/* Is there nothing in it, or nothing to be seen? */
bool advise_lab_is_empty(const char *dir);
/* What a directory of one container holds, into that of another. */
bool advise_lab_copy(struct advise_lab *lab, const char *from, const char *to,
    const char *path, const char **why);
/* Remove clone, volumes and files; false after a diagnostic. */
bool advise_lab_clear(struct advise_lab *lab);

/* sweep.c: what trials left behind whose auditc was killed. */
struct advise_swept { /* for people: "container NAME", with a reason */
	const char **removed, **failed;
	uint32_t nremoved, nfailed;
};
/* Clones and volumes of one engine; of q arena, options and engine are used. */
void advise_sweep(const struct advise_asked *q, struct advise_swept *out);
/* Directories of our user below /tmp. */
void advise_sweep_files(struct arena *a, struct advise_swept *out);
/* This process, in characters that names and labels may have; NULL: unknown. */
const char *advise_owner(struct arena *a);
enum advise_life { ADVISE_LIFE_UNKNOWN, ADVISE_LIFE_RUNS, ADVISE_LIFE_OVER };
/* Of a process by what advise_owner() said of it. */
enum advise_life advise_owner_life(const char *owner);
/* A directory and all below it on its file system; false and errno. */
bool advise_remove_tree(const char *dir);

/* --- outputs --- */

struct advise_format {
	const char *name, *suffix;
	void (*write)(
	    struct arena *a, const struct advice *v, struct strbuf *b);
};
extern const struct advise_format advise_formats[];
extern const size_t advise_nformat;
/* NULL: no format of that name. */
const struct advise_format *advise_format_find(const char *name);

void advise_write_docker(
    struct arena *a, const struct advice *v, struct strbuf *b);
void advise_write_compose(
    struct arena *a, const struct advice *v, struct strbuf *b);
void advise_write_kubernetes(
    struct arena *a, const struct advice *v, struct strbuf *b);
void advise_write_quadlet(
    struct arena *a, const struct advice *v, struct strbuf *b);
void advise_write_json(
    struct arena *a, const struct advice *v, struct strbuf *b);
void advise_write_observed(
    struct arena *a, const struct advice *v, struct strbuf *b);

/* words.c: a shell word, bare where every shell leaves it as it is. */
void advise_word(struct strbuf *b, const char *s);
/* For a comment or a terminal, on one line: controls become \xNN. */
void advise_clean(struct strbuf *b, const char *s);
/* Is it what engines take as the name of a container? */
bool advise_is_name(const char *s);
/* 16m, 1g, 512k: a size as engines take it. */
const char *advise_size(struct arena *a, uint64_t size);
/* rw,noexec,nosuid,nodev,size=...: of a tmpfs. */
const char *advise_tmpfs_options(
    struct arena *a, const struct advice *v, const struct advise_mount *m);
/*
 * What people should know, each line behind `lead`: mounts with their reasons,
 * what no mount helps, notes.
 */
void advise_tell(struct arena *a, const struct advice *v, const char *lead,
    struct strbuf *b);
/* The same advice for the other engine, whose tmpfs are others. */
const struct advice *advise_for(
    struct arena *a, const struct advice *v, enum rt_engine_kind kind);
/*
 * Commands that copy what is kept out of the old layer into the volumes, each
 * behind `lead`; nothing where nothing is to be copied.
 */
void advise_tell_copy(struct arena *a, const struct advice *v, const char *lead,
    struct strbuf *b);
/*
 * A JSON string, which YAML reads as it is; each of `twice` (may be NULL) is
 * doubled.
 */
void advise_yaml(struct strbuf *b, const char *s, const char *twice);
/* The engine's program with what leads to this engine, for a shell. */
const char *advise_engine_words(struct arena *a, const struct advise_seen *s);

#endif
