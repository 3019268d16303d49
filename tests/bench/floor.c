/*
 * floor SOCKET: fetch what the engine says of its containers, list and
 * inspects over one connection, and drop it: what no evaluation can be
 * faster than.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/rt.h"

int
main(int argc, char **argv)
{
	struct strbuf list = STRBUF_INIT, body = STRBUF_INIT, path = STRBUF_INIT;
	const size_t limit = (size_t)64 << 20;
	struct rt_http h;
	json_t *all, *one;
	size_t i, bytes = 0;

	if (argc != 2 || !rt_http_open(&h, argv[1], 0)) {
		fprintf(stderr, "usage: floor SOCKET\n");
		return 64;
	}
	if (rt_http_get(&h, "/containers/json?all=1", limit, &list) != 200)
		return 1;
	all = json_loadb(list.s, list.n, 0, NULL);
	json_array_foreach (all, i, one) {
		strbuf_reset(&path);
		strbuf_addf(&path, "/containers/%s/json",
		    json_string_value(json_object_get(one, "Id")));
		if (rt_http_get(&h, path.s, limit, &body) != 200)
			return 1;
		bytes += body.n;
	}
	printf("%zu containers, %zu bytes\n", json_array_size(all), bytes);
	json_decref(all);
	rt_http_close(&h);
	strbuf_free(&list);
	strbuf_free(&body);
	strbuf_free(&path);
	return 0;
}
