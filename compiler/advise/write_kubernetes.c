/*
 * The advice for Kubernetes: claims for what is kept, and a patch of the pod
 * template with a read-only root, emptyDirs and, where the image's content is
 * needed in them, an init container that copies it.
 */
#include <string.h>

#include "advise.h"

#define KUBERNETES_NAME 50 /* of 63, which leaves room for a number */
#define KUBERNETES_CLAIM ((uint64_t)1 << 30)

struct kubernetes {
	struct arena *a;
	const struct advice *v;
	struct strbuf *b;
	const char *container, *image;
};

/* A label as RFC 1123 has it. */
static const char *
label(struct arena *a, const char *s, const char *end)
{
	struct strbuf b = STRBUF_INIT;
	const char *out;

	for (; *s != '\0' && b.n < KUBERNETES_NAME; s++) {
		char c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			strbuf_addch(&b, c);
		else if (b.n > 0 && b.s[b.n - 1] != '-')
			strbuf_addch(&b, '-');
	}
	while (b.n > 0 && b.s[b.n - 1] == '-')
		b.s[--b.n] = '\0';
	out = arena_printf(a, "%s%s", b.n > 0 ? b.s : "x", end);
	strbuf_free(&b);
	return out;
}

static const char *
volume_label(struct kubernetes *k, uint32_t i)
{
	return label(
	    k->a, k->v->mount[i].path + 1, arena_printf(k->a, "-%u", i + 1));
}

static bool
is_claim(const struct advise_mount *m)
{
	return m->means == ADVISE_VOLUME && m->class != ADVISE_SCRATCH;
}

static bool
is_seeded(const struct advise_mount *m)
{
	return m->seeded || m->means == ADVISE_BIND;
}

static void
line(struct kubernetes *k, const char *key, const char *s)
{
	strbuf_addstr(k->b, key);
	advise_yaml(k->b, s, NULL);
	strbuf_addch(k->b, '\n');
}

static uint64_t
claim_size(const struct advise_mount *m)
{
	uint64_t size = KUBERNETES_CLAIM;

	while (size / 2 < m->bytes && size < (uint64_t)1 << 62)
		size <<= 1;
	return size;
}

static const char *
claim_name(struct kubernetes *k, uint32_t i)
{
	return label(k->a, k->v->mount[i].volume, "");
}

static void
claims(struct kubernetes *k)
{
	for (uint32_t i = 0; i < k->v->nmount; i++) {
		if (!is_claim(&k->v->mount[i]))
			continue;
		line(k,
		    "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n"
		    "  name: ",
		    claim_name(k, i));
		strbuf_addf(k->b,
		    "spec:\n  accessModes: [ReadWriteOnce]\n  resources:\n"
		    "    requests:\n      storage: %lluMi\n---\n",
		    (unsigned long long)(claim_size(&k->v->mount[i]) >> 20));
	}
}

static const char *
file_name(const struct advise_mount *m)
{
	return strrchr(m->path, '/') + 1;
}

static void
mounts(struct kubernetes *k)
{
	strbuf_addstr(k->b, "          volumeMounts:\n");
	for (uint32_t i = 0; i < k->v->nmount; i++) {
		const struct advise_mount *m = &k->v->mount[i];

		line(k, "            - name: ", volume_label(k, i));
		line(k, "              mountPath: ", m->path);
		if (m->means == ADVISE_BIND)
			line(k, "              subPath: ", file_name(m));
	}
}

/* One for each volume that is to have the image's content. */
static void
init_containers(struct kubernetes *k)
{
	bool any = false;

	for (uint32_t i = 0; i < k->v->nmount; i++) {
		const struct advise_mount *m = &k->v->mount[i];

		if (!is_seeded(m))
			continue;
		if (!any)
			strbuf_addstr(k->b, "      initContainers:\n");
		any = true;
		line(k, "        - name: ",
		    label(k->a, "fill", arena_printf(k->a, "-%u", i + 1)));
		line(k, "          image: ", k->image);
		strbuf_addstr(k->b,
		    "          command: [/bin/sh, -c, 'test -e /fill/.filled ||"
		    " { cp -a \"$1\" /fill/ && : >/fill/.filled; }', sh, ");
		advise_yaml(k->b,
		    m->means == ADVISE_BIND
			? m->path
			: arena_printf(k->a, "%s/.", m->path),
		    "$");
		line(k, "]\n          volumeMounts:\n            - name: ",
		    volume_label(k, i));
		strbuf_addstr(k->b, "              mountPath: /fill\n");
	}
}

static void
volumes(struct kubernetes *k)
{
	strbuf_addstr(k->b, "      volumes:\n");
	for (uint32_t i = 0; i < k->v->nmount; i++) {
		const struct advise_mount *m = &k->v->mount[i];

		line(k, "        - name: ", volume_label(k, i));
		if (is_claim(m)) {
			line(k,
			    "          persistentVolumeClaim:\n"
			    "            claimName: ",
			    claim_name(k, i));
		} else if (m->means == ADVISE_TMPFS) {
			strbuf_addf(k->b,
			    "          emptyDir:\n            medium: Memory\n"
			    "            sizeLimit: %lluMi\n",
			    (unsigned long long)(m->size >> 20));
		} else {
			strbuf_addstr(k->b, "          emptyDir: {}\n");
		}
	}
}

/* The group that all its directories have, where it is one and not root's. */
static bool
common_group(const struct advice *v, uint32_t *gid)
{
	bool any = false;

	for (uint32_t i = 0; i < v->nmount; i++) {
		const struct advise_mount *m = &v->mount[i];

		if (!m->owned || m->owner.gid == 0)
			continue;
		if (any && m->owner.gid != *gid)
			return false;
		*gid = m->owner.gid;
		any = true;
	}
	return any;
}

void
advise_write_kubernetes(
    struct arena *a, const struct advice *v, struct strbuf *b)
{
	struct kubernetes k = { .a = a, .b = b };
	uint32_t gid = 0;

	k.v = advise_for(a, v, RT_DOCKER);
	k.container = label(a, v->seen->name, "");
	k.image = advise_recreate(a, v->seen)->image;
	strbuf_addf(b, "# %s: claims, then a patch of the pod template\n#\n",
	    v->seen->name);
	advise_tell(a, k.v, "# ", b);
	strbuf_addstr(b,
	    "# An emptyDir belongs to root and is writable by all; its owner "
	    "and mode\n# cannot be given.  What is kept lies in the old "
	    "container's layer and is to be\n# copied into the claims.\n");
	claims(&k);
	strbuf_addstr(b, "spec:\n  template:\n    spec:\n");
	if (common_group(k.v, &gid))
		strbuf_addf(
		    b, "      securityContext:\n        fsGroup: %u\n", gid);
	init_containers(&k);
	strbuf_addstr(b, "      containers:\n");
	line(&k, "        - name: ", k.container);
	strbuf_addstr(b, "          securityContext:\n"
			 "            readOnlyRootFilesystem: true\n");
	if (k.v->nmount > 0) {
		mounts(&k);
		volumes(&k);
	}
}
