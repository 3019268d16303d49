/*
 * Tar as it streams by: nothing is written anywhere, nothing is kept but the
 * header at hand.  A stream that is not exactly a tar ends with an error; a
 * cut one is never taken for a whole one.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rt.h"

#define TAR_BLOCK 512
#define TAR_META (1u << 20) /* bytes of a long name or a PAX header */
#define TAR_MEMBERS 2000000u
#define TAR_MEMBER_SIZE (1ull << 62)

enum tar_state { TAR_HEADER, TAR_META_DATA, TAR_DATA, TAR_END, TAR_STOPPED };

struct tar_pax { /* what an extended header says of the next member */
	char *path, *link;
	uint64_t size, uid, gid, real; /* real: size of a sparse file */
	int64_t mtime, atime, ctime;
	bool has_size, has_uid, has_gid, has_mtime, sparse;
};

struct rt_tar_reader {
	const struct rt_tar_sink *sink;
	void *arg;
	enum tar_state state;
	char block[TAR_BLOCK];
	size_t nblock;
	uint64_t left; /* bytes of data */
	uint32_t pad;  /* behind them, to the next block */
	char meta_type;
	struct strbuf meta;
	struct tar_pax pax;
	uint32_t members;
	const char *error;
};

static void
tar_pax_clear(struct tar_pax *x)
{
	free(x->path);
	free(x->link);
	*x = (struct tar_pax){ .atime = RT_NO_TIME, .ctime = RT_NO_TIME };
}

struct rt_tar_reader *
rt_tar_reader_new(const struct rt_tar_sink *sink, void *arg)
{
	struct rt_tar_reader *r = base_malloc(sizeof *r);

	*r = (struct rt_tar_reader){
		.sink = sink,
		.arg = arg,
		.meta = STRBUF_INIT,
	};
	tar_pax_clear(&r->pax);
	return r;
}

void
rt_tar_reader_free(struct rt_tar_reader *r)
{
	if (r == NULL)
		return;
	tar_pax_clear(&r->pax);
	strbuf_free(&r->meta);
	free(r);
}

const char *
rt_tar_reader_error(const struct rt_tar_reader *r)
{
	if (r->error != NULL)
		return r->error;
	return r->state == TAR_END || r->state == TAR_STOPPED
		   ? NULL
		   : "the archive is cut off";
}

static bool
tar_fail(struct rt_tar_reader *r, const char *error)
{
	r->error = error;
	r->state = TAR_STOPPED;
	return false;
}

static bool
tar_stop(struct rt_tar_reader *r)
{
	r->state = TAR_STOPPED;
	return false;
}

/* A number of a header: octal, or base 256 with the high bit set. */
static bool
tar_number(const char *s, size_t n, uint64_t *out)
{
	const unsigned char *p = (const unsigned char *)s;
	uint64_t v = 0;
	size_t i = 0;

	if (p[0] == 0x80) {
		for (i = 1; i < n; i++) {
			if (v >> 55 != 0)
				return false;
			v = v << 8 | p[i];
		}
		*out = v;
		return true;
	}
	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++) {
		if (v >> 60 != 0)
			return false;
		v = v << 3 | (uint64_t)(p[i] - '0');
	}
	if (i < n && p[i] != ' ' && p[i] != '\0')
		return false;
	*out = v;
	return true;
}

static bool
tar_checksum_holds(const char *block)
{
	uint64_t said;
	unsigned sum = 0;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)block[i];
	return tar_number(block + 148, 8, &said) && said == sum;
}

/* Decimal seconds, with a fraction that is dropped. */
static bool
tar_decimal(const char *s, int64_t *out)
{
	char *end;
	long long v;

	v = strtoll(s, &end, 10);
	if (end == s || (*end != '\0' && *end != '.'))
		return false;
	*out = v;
	return true;
}

static bool
tar_pax_record(struct tar_pax *x, const char *key, const char *value)
{
	int64_t v = 0;
	bool number = tar_decimal(value, &v);

	if (strcmp(key, "path") == 0 || strcmp(key, "GNU.sparse.name") == 0) {
		free(x->path);
		x->path = base_strdup(value);
	} else if (strcmp(key, "linkpath") == 0) {
		free(x->link);
		x->link = base_strdup(value);
	} else if (strcmp(key, "size") == 0) {
		x->size = (uint64_t)v;
		x->has_size = true;
		return number && v >= 0;
	} else if (strcmp(key, "uid") == 0) {
		x->uid = (uint64_t)v;
		x->has_uid = true;
		return number && v >= 0 && v <= UINT32_MAX;
	} else if (strcmp(key, "gid") == 0) {
		x->gid = (uint64_t)v;
		x->has_gid = true;
		return number && v >= 0 && v <= UINT32_MAX;
	} else if (strcmp(key, "mtime") == 0) {
		x->mtime = v;
		x->has_mtime = true;
		return number;
	} else if (strcmp(key, "atime") == 0 && number) {
		x->atime = v;
	} else if (strcmp(key, "ctime") == 0 && number) {
		x->ctime = v;
	}
	if (str_starts(key, "GNU.sparse.")) {
		x->sparse = true;
		if (strcmp(key, "GNU.sparse.realsize") == 0 && v > 0)
			x->real = (uint64_t)v;
	}
	return true;
}

/* "LENGTH KEY=VALUE\n", as often as there is room. */
static bool
tar_pax_parse(struct tar_pax *x, char *s, size_t n)
{
	while (n > 0) {
		char *end, *key, *value;
		unsigned long len;

		if (*s < '0' || *s > '9')
			return false;
		len = strtoul(s, &end, 10);
		if (len < 4 || len > n || *end != ' ' || s[len - 1] != '\n' ||
		    end + 1 >= s + len)
			return false;
		key = end + 1;
		s[len - 1] = '\0';
		if (strlen(key) != (size_t)(s + len - 1 - key))
			key[0] = '\0'; /* binary: an attribute, not for us */
		value = strchr(key, '=');
		if (value != NULL) {
			*value++ = '\0';
			if (!tar_pax_record(x, key, value))
				return false;
		}
		s += len;
		n -= len;
	}
	return true;
}

/* The data of a long name or PAX header are complete. */
static bool
tar_meta_end(struct rt_tar_reader *r)
{
	switch (r->meta_type) {
	case 'L':
		free(r->pax.path);
		r->pax.path = base_strdup(r->meta.s);
		break;
	case 'K':
		free(r->pax.link);
		r->pax.link = base_strdup(r->meta.s);
		break;
	case 'x':
		if (!tar_pax_parse(&r->pax, r->meta.s, r->meta.n))
			return tar_fail(r, "a PAX header is malformed");
		break;
	default: /* global: says nothing that matters here */
		break;
	}
	strbuf_reset(&r->meta);
	return true;
}

static uint32_t
tar_type_mode(char type)
{
	switch (type) {
	case '2':
		return S_IFLNK;
	case '3':
		return S_IFCHR;
	case '4':
		return S_IFBLK;
	case '5':
		return S_IFDIR;
	case '6':
		return S_IFIFO;
	default:
		return S_IFREG;
	}
}

/* The name of a ustar header: prefix and name. */
static void
tar_name(const char *block, struct strbuf *out)
{
	size_t prefix = strnlen(block + 345, 155);

	strbuf_reset(out);
	if (memcmp(block + 257, "ustar\0", 6) == 0 && prefix > 0) {
		strbuf_add(out, block + 345, prefix);
		strbuf_addch(out, '/');
	}
	strbuf_add(out, block, strnlen(block, 100));
}

static bool
tar_member(struct rt_tar_reader *r, char type, uint64_t size)
{
	struct strbuf name = STRBUF_INIT, link = STRBUF_INIT;
	struct rt_tar_member m = { 0 };
	uint64_t mode, uid, gid, mtime;
	bool ok;

	if (!tar_number(r->block + 100, 8, &mode) ||
	    !tar_number(r->block + 108, 8, &uid) ||
	    !tar_number(r->block + 116, 8, &gid))
		return tar_fail(r, "a header's numbers are malformed");
	if (!tar_number(r->block + 136, 12, &mtime) || mtime > INT64_MAX)
		mtime = 0; /* before 1970 */
	tar_name(r->block, &name);
	strbuf_add(&link, r->block + 157, strnlen(r->block + 157, 100));
	m.name = r->pax.path != NULL ? r->pax.path : name.s;
	m.link = r->pax.link != NULL ? r->pax.link : link.s;
	m.uid = (uint32_t)(r->pax.has_uid ? r->pax.uid : uid);
	m.gid = (uint32_t)(r->pax.has_gid ? r->pax.gid : gid);
	m.mtime = r->pax.has_mtime ? r->pax.mtime : (int64_t)mtime;
	m.atime = r->pax.atime;
	m.ctime = r->pax.ctime;
	m.size = size;
	m.real = r->pax.sparse ? r->pax.real : size;
	m.hard = type == '1';
	m.broken = r->pax.sparse || strchr("01234567", type) == NULL;
	if (type != '\0' && type != '0')
		m.mode = tar_type_mode(type);
	else
		m.mode = str_ends(m.name, "/") ? S_IFDIR : S_IFREG;
	m.mode |= (uint32_t)mode & 07777;
	r->left = size;
	r->pad = (uint32_t)(-size & (TAR_BLOCK - 1));
	r->state = TAR_DATA;
	ok = r->sink->member(r->arg, &m);
	strbuf_free(&name);
	strbuf_free(&link);
	tar_pax_clear(&r->pax);
	return ok ? true : tar_stop(r);
}

/* The block is complete and a header is due. */
static bool
tar_header(struct rt_tar_reader *r)
{
	static const char zero[TAR_BLOCK];
	char type = r->block[156];
	uint64_t size;

	if (memcmp(r->block, zero, TAR_BLOCK) == 0) {
		r->state = TAR_END;
		return true;
	}
	if (!tar_checksum_holds(r->block))
		return tar_fail(r, "a header's checksum is wrong");
	if (!tar_number(r->block + 124, 12, &size) || size > TAR_MEMBER_SIZE)
		return tar_fail(r, "a member's size is malformed");
	if (++r->members > TAR_MEMBERS)
		return tar_fail(r, "too many members");
	if (type != '\0' && strchr("LKxg", type) != NULL) {
		if (size > TAR_META)
			return tar_fail(r, "a header is too long");
		r->meta_type = type;
		r->left = size;
		r->pad = (uint32_t)(-size & (TAR_BLOCK - 1));
		r->state = TAR_META_DATA;
		return true;
	}
	if (type == 'S')
		return tar_fail(r, "a sparse member of the old GNU form");
	if (type >= '1' && type <= '6')
		size = 0;
	else if (r->pax.has_size)
		size = r->pax.size;
	if (size > TAR_MEMBER_SIZE)
		return tar_fail(r, "a member's size is malformed");
	return tar_member(r, type, size);
}

/* Pass on data; the number of bytes that were taken, 0 when stopped. */
static size_t
tar_data(struct rt_tar_reader *r, const char *data, size_t n)
{
	if (n > r->left)
		n = (size_t)r->left;
	if (n > 0) {
		if (r->state == TAR_META_DATA)
			strbuf_add(&r->meta, data, n);
		else if (!r->sink->data(r->arg, data, n)) {
			tar_stop(r);
			return 0;
		}
		r->left -= n;
		return n;
	}
	return 0;
}

/* All of a member's data are there; its padding is to be skipped. */
static bool
tar_data_end(struct rt_tar_reader *r)
{
	bool meta = r->state == TAR_META_DATA;

	r->state = TAR_HEADER;
	if (meta)
		return tar_meta_end(r);
	return r->sink->end(r->arg) ? true : tar_stop(r);
}

bool
rt_tar_reader_feed(struct rt_tar_reader *r, const char *data, size_t n)
{
	for (;;) {
		size_t take;

		switch (r->state) {
		case TAR_STOPPED:
			return false;
		case TAR_END: /* what follows the end is padding */
			return true;
		case TAR_META_DATA:
		case TAR_DATA:
			if (r->left == 0) {
				if (!tar_data_end(r))
					return false;
				continue;
			}
			if (n == 0)
				return true;
			take = tar_data(r, data, n);
			if (take == 0)
				return false;
			break;
		case TAR_HEADER:
		default:
			if (r->pad > 0) {
				take = n < r->pad ? n : r->pad;
				r->pad -= (uint32_t)take;
				if (take == 0)
					return true;
				break;
			}
			take = TAR_BLOCK - r->nblock;
			if (take > n)
				take = n;
			memcpy(r->block + r->nblock, data, take);
			r->nblock += take;
			if (r->nblock == TAR_BLOCK) {
				r->nblock = 0;
				if (!tar_header(r))
					return false;
			} else if (take == n) {
				return true;
			}
			break;
		}
		data += take;
		n -= take;
	}
}
