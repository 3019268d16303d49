/*
 * What every part of the compiler stands on: memory, text, positions,
 * diagnostics, quoting, files, hashes.  Knows no word of SCAP.
 * The program dies when memory runs out (with a message, status 70), so
 * nothing here returns NULL for want of memory.
 */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#if defined(__GNUC__)
#define BASE_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define BASE_NORETURN __attribute__((noreturn))
#else
#define BASE_PRINTF(fmt, args)
#define BASE_NORETURN
#endif

/* --- alloc.c: plain memory that never fails ------------------------------ */

/* malloc, realloc, strdup; they end the program instead of returning NULL. */
void *base_malloc(size_t size);
void *base_realloc(void *p, size_t size);
char *base_strdup(const char *s);

/* --- arena.c: memory of one unit of work, freed at once ------------------ */

struct arena_chunk;
struct arena { /* start with a zeroed one */
	struct arena_chunk *last;
};

/* Zeroed memory, aligned for any type, that lives until arena_free(). */
void *arena_alloc(struct arena *a, size_t size);
char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) BASE_PRINTF(2, 3);
void arena_free(struct arena *a); /* leaves a zeroed, usable arena */
size_t arena_size(const struct arena *a); /* bytes that it has taken */

/*
 * Grow an arena's array: `items` has `n` elements of `size` bytes; the result
 * has room for one more.  Doubles at powers of two, so that no capacity needs
 * to be kept.  VEC_PUSH appends a zeroed element and yields a pointer to it.
 */
void *arena_grow(struct arena *a, void *items, size_t n, size_t size);
#define VEC_PUSH(a, items, n) \
	((items) = arena_grow((a), (items), (n), sizeof *(items)), \
	    &(items)[(n)++])

/* --- strbuf.c: text that grows ------------------------------------------- */

struct strbuf { /* start with STRBUF_INIT; s is always NUL-terminated */
	char *s;
	size_t n, cap;
};
extern char strbuf_empty[1];
#define STRBUF_INIT { strbuf_empty, 0, 0 }

void strbuf_add(struct strbuf *b, const void *data, size_t n);
void strbuf_addstr(struct strbuf *b, const char *s);
void strbuf_addch(struct strbuf *b, int c);
void strbuf_addf(struct strbuf *b, const char *fmt, ...) BASE_PRINTF(2, 3);
void strbuf_reset(struct strbuf *b);  /* empty, memory kept */
void strbuf_free(struct strbuf *b);   /* empty, memory given back */
char *strbuf_detach(struct strbuf *b); /* the caller frees it; b is empty */

/* --- text.c --------------------------------------------------------------- */

bool str_eq(const char *a, const char *b); /* NULL equals only NULL */
bool str_eq_nocase(const char *a, const char *b); /* ASCII */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* True when s[0..n) is UTF-8 without NUL, surrogates or overlong forms. */
bool utf8_valid(const char *s, size_t n);
/* Length of the UTF-8 sequence at s, of at most n bytes; 0: not one. */
size_t utf8_length(const char *s, size_t n);
/* Whole text as a decimal number; false (and *out unchanged) otherwise. */
bool str_to_int64(const char *s, int64_t *out);

/* --- value.c: what a Value may be set to (NISTIR 7275r4, 6.4.5) ------------ */

/* All of the text as a finite number; *out is lost otherwise. */
bool value_number(const char *s, double *out);
bool value_boolean(const char *s);
/*
 * Why a Value of type number cannot be that; NULL: it can.  A bound that is
 * NULL, or no number itself, bounds nothing.
 */
const char *value_out_of_bounds(const char *text, const char *lower,
    const char *upper);
/* Is all of the text a match?  Negative: PCRE2 refuses the pattern. */
int value_pattern(const char *pattern, const char *text);

/* --- words.c: what became of a text, word by word -------------------------- */

enum word_op { WORD_SAME, WORD_GONE, WORD_NEW };
struct word_run { /* words, each with the white space before it */
	enum word_op op;
	const char *text; /* into one of the two texts, not terminated */
	size_t n;
};
/*
 * The runs that lead from one text to another (NULL is as ""): SAME and NEW
 * together are the new text, byte for byte; SAME and GONE are the words of the
 * old one.  White space alone makes no difference.  Texts that have too much
 * apart are one run of each.
 */
struct word_run *words_diff(struct arena *a, const char *from, const char *to,
    uint32_t *n);

/* --- quote.c: the only ways from a value into code ------------------------ */

/*
 * Each appends the form in which every byte but NUL survives:
 * quote_sh    one POSIX sh word, in single quotes;
 * quote_c     a C string literal with its quotes (no trigraphs);
 * quote_xml   character data, also right inside a "..." attribute; bytes that
 *             XML 1.0 cannot carry (C0 controls, invalid UTF-8) become U+FFFD;
 * quote_audit a double-quoted .audit string.
 */
void quote_sh(struct strbuf *b, const char *s);
void quote_c(struct strbuf *b, const char *s);
void quote_c_n(struct strbuf *b, const char *s, size_t n);
void quote_xml(struct strbuf *b, const char *s);
void quote_audit(struct strbuf *b, const char *s);

/* --- diag.c: the one way to say that something is wrong ------------------- */

struct srcpos { /* where the author wrote it; file NULL: no position */
	const char *file;
	uint32_t line; /* from 1; 0: the file as a whole */
};

enum diag_level { /* ascending; the program's status follows the highest */
	DIAG_NOTE,
	DIAG_WARNING,
	DIAG_UNSUPPORTED, /* kept, not evaluated: becomes notchecked */
	DIAG_ERROR,       /* the input was refused */
	DIAG_FATAL,       /* the program cannot go on */
	DIAG_LEVEL__MAX
};

enum diag_id {
#define DIAG(id, level, text) DIAG_ID_##id,
#include "diag.def"
#undef DIAG
	DIAG_ID__MAX
};

/*
 * Write "file:line: level: text: detail" to stderr (or to the sink) and count
 * it.  The text comes from diag.def; fmt adds what is particular, or is NULL.
 * What comes from input is made printable (control characters as \xNN).
 */
void diag(enum diag_id id, struct srcpos pos, const char *fmt, ...)
    BASE_PRINTF(3, 4);
unsigned diag_count(enum diag_level level); /* since the last reset */
enum diag_level diag_highest(void);         /* DIAG_NOTE when nothing was said */
void diag_reset(void);
/* Collect into b instead of stderr; NULL: stderr again.  The sink before. */
struct strbuf *diag_sink(struct strbuf *b);
/* diag() at level FATAL, then exit(status). */
void die(int status, const char *fmt, ...) BASE_PRINTF(2, 3) BASE_NORETURN;

/* --- file.c ---------------------------------------------------------------- */

/*
 * Read a whole regular file of at most `limit` bytes (0: 256 MB) into b.
 * "-" is standard input.  False, and a diagnostic, when it cannot be had.
 */
bool file_read(const char *path, size_t limit, struct strbuf *b);
/*
 * Replace `path` by these bytes or leave it as it was.  "-" is standard
 * output.  False, and a diagnostic, when that failed.
 */
bool file_replace(const char *path, const void *data, size_t n, unsigned mode);
bool file_mkdirs(const char *path); /* mkdir -p, mode 0777 & ~umask */

/* --- place.c --------------------------------------------------------------- */

/* An output: complete under its name, or the previous one is still there. */
struct placing {
	const char *path;
	char *temp;  /* its name meanwhile; NULL: it has none */
	int fd;      /* write here; -1: closed */
	bool direct; /* standard output, a device, a pipe: written as it is */
};
/*
 * Open what is to be `path` ("-": standard output) with mode 0600.  A device or
 * a pipe is written itself; it has what is written, whatever follows.
 */
bool placing_open(struct placing *f, const char *path); /* else errno */
/* Sync it, put it under its name and close it; else errno, and it is gone. */
bool placing_commit(struct placing *f);
void placing_drop(struct placing *f); /* nothing is left of it */

/* --- hash.c (libmd) -------------------------------------------------------- */

#define HASH_HEX 65 /* SHA-256 in hexadecimal and a NUL */
void hash_sha256(const void *data, size_t n, char hex[HASH_HEX]);

/* --- embed.c, made by tools/mkembed ---------------------------------------- */

struct embed { /* a text file of the source tree, sorted by name */
	const char *name, *data;
	size_t size;
};
extern const struct embed embed[];
extern const size_t nembed;
/* The embedded file of that name, e.g. "probe/file.sh"; NULL: none. */
const struct embed *embed_find(const char *name);

#endif
