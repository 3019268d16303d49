/*
 * The evaluator: one C file of the runtime's text, the probes that this
 * content uses, and tables; then the program made of it, and what belongs to
 * it on a host (man page, service, timer, cron example, configuration).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "back.h"

#define MAX_ARGS 48u

static const char *const companions[] = { "evaluate.1", "evaluate.service",
	"evaluate.timer", "evaluate.cron", "evaluate.conf" };

/* --- the text --- */

static void
add_comment(struct strbuf *b, const struct pass_unit *u,
    const struct back_option *o, const struct amalgam *m)
{
	const char *p;
	uint32_t i;

	strbuf_addstr(b, "/*\n * Evaluator of ");
	for (p = u->benchmark->id12; *p != '\0'; p++)
		strbuf_addch(b, *p == '*' || *p == '/' ? '_' : *p);
	strbuf_addf(b,
	    ", made by %s.\n *\n *     cc -O2 -o evaluate evaluator.c",
	    o->version);
	for (i = 0; i < m->nlib; i++)
		strbuf_addf(b, " %s", m->lib[i]);
	if (m->static_)
		strbuf_addstr(b,
		    "\n *\n * or, to need nothing on the host, with"
		    " -static.");
	strbuf_addstr(b, "\n */\n");
}

static bool
compose(struct strbuf *b, const struct pass_unit *u,
    const struct back_option *o, struct amalgam *m)
{
	struct ir_unit unit = ir_view(&u->ir);
	bool probe[PROBE__MAX];

	tables_probes(&unit, probe);
	if (!amalgam_make(m, probe, back_has_advice(u)))
		return false;
	add_comment(b, u, o, m);
	strbuf_add(b, m->text.s, m->text.n);
	strbuf_addstr(b, "\n/* ==== tables ==== */\n");
	tables_write(b, u, o->version);
	strbuf_addstr(b, "\nint\nmain(int argc, char **argv)\n{\n"
			 "\treturn rt_main(&content, argc, argv);\n}\n");
	return true;
}

/* --- the program --- */

/* Run argv; its exit status, or -1.  quiet: what it says is of no interest. */
static int
spawn(char *const *argv, bool quiet)
{
	int status, fd;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid == 0) {
		fd = quiet ? open("/dev/null", O_WRONLY) : -1;
		if (fd >= 0 && dup2(fd, STDERR_FILENO) < 0)
			_exit(127);
		execvp(argv[0], argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
compile(struct arena *a, const struct back_option *o, const struct amalgam *m,
    const char *source, const char *program, bool static_)
{
	static const char *const flags[] = { "-std=c11", "-O2",
		"-D_FORTIFY_SOURCE=2", "-fstack-protector-strong", "-Wall",
		"-Wextra", "-o" };
	const char *args[MAX_ARGS];
	uint32_t n = 0, i;
	char *cc = arena_strdup(a, o->cc), *save = NULL, *word;

	/* CC can be a program with its first arguments. */
	for (word = strtok_r(cc, " \t", &save);
	     word != NULL && n < MAX_ARGS / 2;
	     word = strtok_r(NULL, " \t", &save))
		args[n++] = word;
	for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
		args[n++] = flags[i];
	args[n++] = program;
	if (static_)
		args[n++] = "-static";
	args[n++] = source;
	for (i = 0; i < m->nlib; i++)
		args[n++] = m->lib[i];
	args[n] = NULL;
	if (args[0] == NULL)
		return false;
	return spawn((char *const *)(uintptr_t)args, static_) == 0;
}

static bool
make_program(
    struct arena *a, const struct back_option *o, const struct amalgam *m)
{
	const char *source = arena_printf(a, "%s/evaluator.c", o->dir);
	const char *program = arena_printf(a, "%s/evaluate", o->dir);
	const char *temp = arena_printf(a, "%s/evaluate.new", o->dir);
	struct srcpos pos = { source, 0 };
	bool ok = false;

	if (o->static_ && m->static_)
		ok = compile(a, o, m, source, temp, true);
	if (!ok && o->static_)
		diag(DIAG_ID_BUILD_DYNAMIC, pos, "%s",
		    m->static_ ? "a static library is missing"
			       : "its content needs shared libraries");
	if (!ok)
		ok = compile(a, o, m, source, temp, false);
	if (!ok || rename(temp, program) != 0) {
		unlink(temp);
		diag(DIAG_ID_BUILD_COMPILER, pos, "%s", o->cc);
		return false;
	}
	return true;
}

static bool
write_companions(struct arena *a, const struct back_option *o)
{
	const struct embed *e;
	bool ok = true;
	size_t i;

	for (i = 0; i < sizeof companions / sizeof companions[0]; i++) {
		e = embed_find(arena_printf(a, "back/%s", companions[i]));
		if (e != NULL)
			ok = file_replace(arena_printf(a, "%s/%s", o->dir,
					      companions[i]),
				 e->data, e->size, 0644) &&
			     ok;
	}
	return ok;
}

static bool
emit(const struct pass_unit *u, const struct back_option *o)
{
	struct strbuf text = STRBUF_INIT;
	struct arena a = { NULL };
	struct amalgam m = { .text = STRBUF_INIT };
	bool ok;

	ok = file_mkdirs(o->dir) && compose(&text, u, o, &m);
	ok = ok && file_replace(arena_printf(&a, "%s/evaluator.c", o->dir),
		       text.s, text.n, 0644);
	ok = ok && write_companions(&a, o);
	if (ok && o->cc != NULL)
		ok = make_program(&a, o, &m);
	amalgam_free(&m);
	strbuf_free(&text);
	arena_free(&a);
	return ok;
}

const struct backend back_evaluator = {
	.name = "evaluator",
	.doc = "evaluator.c, and the program `evaluate` made of it",
	.emit = emit,
};
