/*
 * replay FILE|DIR...: run a fuzz target over its corpus, in name order, with
 * any compiler.  Says how many inputs it ran; fails when there were none.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned
replay_file(const char *path)
{
	struct strbuf b = STRBUF_INIT;

	if (!file_read(path, 0, &b))
		exit(1);
	LLVMFuzzerTestOneInput((const uint8_t *)b.s, b.n);
	strbuf_free(&b);
	return 1;
}

static unsigned
replay_dir(const char *path)
{
	struct dirent **list;
	unsigned count = 0;
	int n = scandir(path, &list, NULL, alphasort), i;

	if (n < 0) {
		perror(path);
		exit(1);
	}
	for (i = 0; i < n; i++) {
		struct strbuf b = STRBUF_INIT;

		if (list[i]->d_name[0] != '.') {
			strbuf_addf(&b, "%s/%s", path, list[i]->d_name);
			count += replay_file(b.s);
		}
		strbuf_free(&b);
		free(list[i]);
	}
	free(list);
	return count;
}

int
main(int argc, char **argv)
{
	struct stat st;
	unsigned count = 0;
	int i;

	for (i = 1; i < argc; i++)
		count += stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode) ?
		    replay_dir(argv[i]) : replay_file(argv[i]);
	printf("%s: %u inputs\n", argv[0], count);
	return count != 0 ? 0 : 1;
}
