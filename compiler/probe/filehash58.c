/* Digests of files. */
#include <errno.h>
#include <md5.h>
#include <sha1.h>
#include <sha2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"

#define HASH_FILE (1ull << 30) /* bytes of a file that is read */
#define HASH_HEX_MAX SHA512_DIGEST_STRING_LENGTH
#define HASH_224_BYTES 28

enum {
	HASH_FILEPATH,
	HASH_PATH,
	HASH_FILENAME,
	HASH_TYPE,
	HASH_HASH,
	HASH_WINDOWS_VIEW
};

enum hash_kind {
	HASH_MD5,
	HASH_SHA1,
	HASH_SHA224,
	HASH_SHA256,
	HASH_SHA384,
	HASH_SHA512,
	HASH__MAX
};

static const char *const hash_name[HASH__MAX] = { "MD5", "SHA-1", "SHA-224",
	"SHA-256", "SHA-384", "SHA-512" };

static const struct rt_find_fields hash_find = { HASH_FILEPATH, HASH_PATH,
	HASH_FILENAME, UINT16_MAX };

struct hash_run {
	struct rt_ctx *ctx;
	struct rt_root *root;
	struct rt_collection *out;
	bool wanted[HASH__MAX];
	union hash_state {
		MD5_CTX md5;
		SHA1_CTX sha1;
		SHA2_CTX sha2;
	} state[HASH__MAX];
};

static void
hash_start(struct hash_run *r)
{
	/* FIPS 180-4, 5.3.2: SHA-224 is SHA-256 from other values, cut short */
	static const uint32_t sha224[8] = { 0xc1059ed8, 0x367cd507, 0x3070dd17,
		0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4 };

	MD5Init(&r->state[HASH_MD5].md5);
	SHA1Init(&r->state[HASH_SHA1].sha1);
	SHA256Init(&r->state[HASH_SHA224].sha2);
	memcpy(r->state[HASH_SHA224].sha2.state.st32, sha224, sizeof sha224);
	SHA256Init(&r->state[HASH_SHA256].sha2);
	SHA384Init(&r->state[HASH_SHA384].sha2);
	SHA512Init(&r->state[HASH_SHA512].sha2);
}

static void
hash_add(struct hash_run *r, const uint8_t *data, size_t n)
{
	for (int k = 0; k < HASH__MAX; k++) {
		union hash_state *s = &r->state[k];

		if (!r->wanted[k])
			continue;
		switch ((enum hash_kind)k) {
		case HASH_MD5:
			MD5Update(&s->md5, data, n);
			break;
		case HASH_SHA1:
			SHA1Update(&s->sha1, data, n);
			break;
		case HASH_SHA224:
		case HASH_SHA256:
			SHA256Update(&s->sha2, data, n);
			break;
		case HASH_SHA384:
			SHA384Update(&s->sha2, data, n);
			break;
		case HASH_SHA512:
			SHA512Update(&s->sha2, data, n);
			break;
		case HASH__MAX:
			break;
		}
	}
}

static void
hash_end(struct hash_run *r, enum hash_kind kind, char hex[HASH_HEX_MAX])
{
	union hash_state *s = &r->state[kind];

	switch (kind) {
	case HASH_MD5:
		MD5End(&s->md5, hex);
		break;
	case HASH_SHA1:
		SHA1End(&s->sha1, hex);
		break;
	case HASH_SHA224:
		SHA256End(&s->sha2, hex);
		hex[2 * HASH_224_BYTES] = '\0';
		break;
	case HASH_SHA256:
		SHA256End(&s->sha2, hex);
		break;
	case HASH_SHA384:
		SHA384End(&s->sha2, hex);
		break;
	case HASH_SHA512:
		SHA512End(&s->sha2, hex);
		break;
	case HASH__MAX:
		hex[0] = '\0';
	}
}

/* All of the file; 0 or errno. */
static int
hash_read_fd(struct hash_run *r, int fd)
{
	char buf[65536];
	uint64_t all = 0;
	ssize_t n = 0;
	int error = 0;

	hash_start(r);
	while (error == 0 &&
	       (n = pread(fd, buf, sizeof buf, (off_t)all)) > 0) {
		hash_add(r, (const uint8_t *)buf, (size_t)n);
		all += (uint64_t)n;
		if (all > HASH_FILE)
			error = EFBIG;
	}
	return n < 0 ? errno : error;
}

/* Read the whole file, once where nobody writes it; 0 or errno. */
static int
hash_read(struct hash_run *r, const char *path)
{
	struct rt_reading reading = { 0 };
	int fd = rt_root_open(r->root, path, RT_OPEN_READ), error;

	if (fd < 0)
		return errno;
	for (;;) {
		rt_reading_begin(&reading, fd);
		error = hash_read_fd(r, fd);
		if (error != 0)
			break;
		error = rt_reading_end(&reading, r->root, fd);
		if (error != EAGAIN)
			break;
	}
	close(fd);
	return error;
}

static void
hash_found(void *arg, const struct rt_found *f)
{
	struct hash_run *r = arg;
	char hex[HASH_HEX_MAX];
	struct rt_stat st = { 0 };
	int error;

	/* regular files only, at the end of a link as well */
	if (f->name == NULL ||
	    (rt_root_stat(r->root, f->path, true, &st) == 0 &&
		!S_ISREG(st.mode)))
		return;
	error = st.size > HASH_FILE ? EFBIG : hash_read(r, f->path);
	if (error == ENOENT || error == ENOTDIR)
		return;
	for (int k = 0; k < HASH__MAX; k++) {
		struct rt_item *item;

		if (!r->wanted[k])
			continue;
		item = rt_item_add(r->ctx, r->out);
		rt_find_item(r->ctx, &hash_find, f, item);
		rt_item_text(r->ctx, item, HASH_TYPE, hash_name[k]);
		if (error != 0) {
			item->status = RT_STATUS_ERROR;
			item->message = arena_strdup(
			    r->ctx->arena, rt_root_strerror(error));
			continue;
		}
		hash_end(r, (enum hash_kind)k, hex);
		rt_item_text(r->ctx, item, HASH_HASH, hex);
	}
}

static void
hash_collect(struct rt_ctx *ctx, const struct ir_object *object,
    struct rt_collection *out)
{
	const char *why = NULL;
	struct hash_run r = { .ctx = ctx,
		.root = rt_root_get(ctx, &why),
		.out = out };

	for (int k = 0; k < HASH__MAX; k++)
		r.wanted[k] = rt_object_wants(ctx, object, HASH_TYPE,
		    hash_name[k], strlen(hash_name[k]), out);
	rt_find(ctx, object, &hash_find, out, hash_found, &r);
}

static const struct probe_field hash_field[] = {
	[HASH_FILEPATH] = { "filepath", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "the file's whole path" },
	[HASH_PATH] = { "path", IR_DATATYPE_STRING, FIELD_OBJECT | FIELD_STATE,
	    "the directory that it is in" },
	[HASH_FILENAME] = { "filename", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE, "its name there" },
	[HASH_TYPE] = { "hash_type", IR_DATATYPE_STRING,
	    FIELD_OBJECT | FIELD_STATE,
	    "MD5, SHA-1, SHA-224, SHA-256, SHA-384 or SHA-512" },
	[HASH_HASH] = { "hash", IR_DATATYPE_STRING, FIELD_STATE,
	    "that digest of its content, in lower case" },
	[HASH_WINDOWS_VIEW] = { "windows_view", IR_DATATYPE_STRING, FIELD_STATE,
	    "of Windows only: never told" },
	PROBE_FIELD_END,
};

static const char *const hash_behavior[] = { "recurse_direction", "max_depth",
	"recurse", "recurse_file_system", "windows_view", NULL };

const struct probe probe_filehash58 = {
	.name = "filehash58",
	.oval = "independent:filehash58",
	.field = hash_field,
	.behavior = hash_behavior,
	.find = &hash_find,
	.doc = "digests of files",
	.targets = 1u << IR_TARGET_HOST | 1u << IR_TARGET_CONTAINER |
		   1u << IR_TARGET_IMAGE | 1u << IR_TARGET_ENGINE,
	.opens_files = true,
	.collect = hash_collect,
	.sh = "probe/filehash58.sh",
};
