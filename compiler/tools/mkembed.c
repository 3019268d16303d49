/*
 * mkembed [-s prefix] file... >embed.c
 * Host tool: turn files into one sorted table of C string literals, a source
 * line per output line, so that a diff of the generated file stays readable.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *prefix = "";

static const char *
shortname(const char *path)
{
	size_t n = strlen(prefix);

	return strncmp(path, prefix, n) == 0 ? path + n : path;
}

static int
bypath(const void *a, const void *b)
{
	return strcmp(
	    shortname(*(char *const *)a), shortname(*(char *const *)b));
}

static size_t
literal(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n = 0;
	int c, open = 0;

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	while ((c = getc(f)) != EOF) {
		if (!open) {
			printf("\n\t\"");
			open = 1;
		}
		n++;
		if (c == '\n') {
			printf("\\n\"");
			open = 0;
		} else if (c == '"' || c == '\\' || c == '?')
			printf("\\%c", c);
		else if (isprint(c) || c == ' ')
			putchar(c);
		else
			printf("\\%03o", (unsigned)c);
	}
	if (open)
		putchar('"');
	if (n == 0)
		printf(" \"\"");
	if (ferror(f) || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
	return n;
}

int
main(int argc, char *argv[])
{
	size_t *len;
	int i, i0 = 1;

	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		prefix = argv[2];
		i0 = 3;
	}
	qsort(argv + i0, (size_t)(argc - i0), sizeof *argv, bypath);
	if ((len = calloc((size_t)argc, sizeof *len)) == NULL)
		return 1;
	puts("/* Made by compiler/tools/mkembed.c; do not edit. */");
	puts("#include <stddef.h>\n#include \"../../compiler/base/base.h\"");
	puts("#pragma GCC diagnostic ignored \"-Woverlength-strings\"");
	for (i = i0; i < argc; i++) {
		printf("static const char f%d[] =", i);
		len[i] = literal(argv[i]);
		puts(";");
	}
	puts("const struct embed embed[] = {");
	for (i = i0; i < argc; i++)
		printf(
		    "\t{ \"%s\", f%d, %zu },\n", shortname(argv[i]), i, len[i]);
	puts("};");
	printf("const size_t nembed = %d;\n", argc - i0);
	free(len);
	return fflush(stdout) != 0 || ferror(stdout);
}
