/* auditc advise: from what a container writes to a read-only root. */
#include <signal.h>
#include <string.h>

#include "../advise/advise.h"
#include "advise.h"

#define ADVISE_WAIT 30 /* seconds for one answer of an engine */
#define ADVISE_RULES ((size_t)1 << 20)
#define ADVISE_FROM ((size_t)64 << 20)
#define NOT_WATCHED UINT32_MAX

struct job {
	const struct cli *cli;
	const struct advise_format *format;
	struct arena arena;
	struct advise_rules rules;
	struct rt_content content; /* nothing is asked beside containers */
	struct rt_options options;
	struct rt_engines engines;
	struct rt_http http;
	const struct rt_engine *engine; /* that http is open to */
	unsigned try_, watch; /* seconds; 0: do not */
	struct advise_watch *watching;
	bool failed;
};

static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
	stop = sig;
}

/* 30, 30s, 5m, 1h: seconds, at most a week; 0: none of these. */
static unsigned
read_duration(const char *s)
{
	static const struct {
		const char *end;
		int64_t unit;
	} units[] = { { "s", 1 }, { "m", 60 }, { "h", 3600 } };
	char digits[8] = "";
	size_t n = strspn(s, "0123456789");
	int64_t value, unit = s[n] == '\0' ? 1 : 0;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_eq(s + n, units[i].end))
			unit = units[i].unit;
	if (n == 0 || n >= sizeof digits)
		return 0;
	memcpy(digits, s, n);
	if (!str_to_int64(digits, &value) || value * unit > 7 * 86400)
		return 0;
	return (unsigned)(value * unit);
}

static bool
load_rules(struct job *j)
{
	struct strbuf b = STRBUF_INIT;
	const char *file = j->cli->rules;
	bool ok = true;

	if (file != NULL)
		ok = file_read(file, ADVISE_RULES, &b) &&
		     advise_rules_read(&j->arena, &j->rules, file, b.s, b.n);
	strbuf_free(&b);
	return ok && advise_rules_bundled(&j->arena, &j->rules);
}

static void
deliver(struct job *j, struct arena *a, const struct advice *v)
{
	const struct advise_seen *seen = v->seen;
	struct strbuf b = STRBUF_INIT, path = STRBUF_INIT;

	j->format->write(a, v, &b);
	if (j->cli->output == NULL) {
		fwrite(b.s, 1, b.n, stdout);
	} else {
		strbuf_addf(&path, "%s/", j->cli->output);
		for (const char *s = seen->name; *s != '\0'; s++)
			strbuf_addch(
			    &path, *s == '/' || (unsigned char)*s < 0x20 ||
					   (*s == '.' && s == seen->name)
				       ? '_'
				       : *s);
		strbuf_addstr(&path, j->format->suffix);
		if (!file_replace(path.s, b.s, b.n, 0600))
			j->failed = true;
	}
	strbuf_free(&b);
	strbuf_free(&path);
}

static bool
from_file(struct job *j)
{
	struct strbuf b = STRBUF_INIT;
	struct advise_seen *seen = NULL;

	if (file_read(j->cli->from, ADVISE_FROM, &b))
		seen = advise_seen_read(&j->arena, j->cli->from, b.s, b.n);
	strbuf_free(&b);
	if (seen == NULL)
		return false;
	deliver(j, &j->arena, advise_compose(&j->arena, seen, &j->rules));
	advise_seen_free(seen);
	return true;
}

static void
refuse(struct job *j, const char *name, const char *why)
{
	diag(DIAG_ID_ADVISE_TARGET, (struct srcpos){ name, 0 }, "%s", why);
	j->failed = true;
}

/* One connection for all containers of an engine. */
static bool
connect_engine(struct job *j, const struct rt_engine *e, const char **why)
{
	int64_t deadline = rt_engine_deadline(&j->options);

	if (j->engine == e && j->http.fd >= 0) {
		j->http.deadline = deadline;
		return true;
	}
	if (j->engine != NULL)
		rt_http_close(&j->http);
	j->engine = e;
	if (rt_http_open(&j->http, e->socket, deadline))
		return true;
	*why = j->http.error;
	return false;
}

static void
advise_one(struct job *j, const char *name, const struct rt_target *t,
    uint32_t watched)
{
	struct arena a = { NULL };
	struct advise_asked q = {
		.arena = &a,
		.options = &j->options,
		.engine = t->engine,
		.container = t->container,
		.http = &j->http,
		.rules = &j->rules,
	};
	struct advise_try try_out = { .asked = &q,
		.seconds = j->try_,
		.network = j->cli->try_network,
		.stop = &stop };
	struct advise_seen *seen = NULL;
	const char *why = t->error;
	struct advice *v;
	bool left = false;

	if (why == NULL && connect_engine(j, t->engine, &why))
		seen = advise_observe(&q, &why);
	if (seen != NULL) {
		if (watched != NOT_WATCHED) {
			advise_watch_take(
			    j->watching, watched, seen, &j->rules);
			advise_observe_again(&q, seen);
		}
		v = j->try_ > 0
			? advise_try_out(&try_out, seen, &j->rules, &left)
			: advise_compose(&a, seen, &j->rules);
		deliver(j, &a, v);
		if (left || (j->try_ > 0 && v->outcome != ADVISE_HOLDS))
			j->failed = true;
		advise_seen_free(seen);
	} else {
		refuse(j, name, why);
	}
	arena_free(&a);
}

static bool
find_targets(struct job *j, const char *const *container, uint32_t count,
    struct rt_target **target)
{
	struct rt_machine machine = { .fqdn = "", .hostname = "" };
	const char **name, *engine = j->cli->engine;
	uint32_t i, n = 0;
	bool all;

	name = arena_alloc(&j->arena, count * sizeof *name);
	for (i = 0; i < count; i++)
		name[i] = arena_printf(&j->arena, "container:%s", container[i]);
	j->options.target = name;
	j->options.ntarget = count;
	j->options.engine = &engine;
	j->options.nengine = engine != NULL;
	rt_engines_open(&j->arena, &j->options, &j->engines);
	return rt_targets(&j->arena, &j->options, &j->engines, &machine, target,
		   &n, &all) &&
	       n == count;
}

/* Watch what can be; a container that is not yet started from its start. */
static bool
watch(struct job *j, const char *const *container,
    const struct rt_target *target, uint32_t count, uint32_t *watched)
{
	struct advise_asked q = { .arena = &j->arena, .options = &j->options };
	const char *why = NULL, *upper;

	j->watching = advise_watch_open(&why);
	if (j->watching == NULL) {
		refuse(j, "--watch", why);
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (target[i].error != NULL)
			continue;
		q.engine = target[i].engine;
		q.container = target[i].container;
		upper = advise_upper(&q, &why);
		if (upper == NULL ||
		    !advise_watch_add(j->watching, upper, &watched[i], &why)) {
			refuse(j, container[i], why);
			return false;
		}
	}
	advise_watch_run(j->watching, j->watch, &stop);
	stop = 0;
	return true;
}

static void
tell_swept(struct job *j, const struct advise_swept *swept)
{
	for (uint32_t i = 0; i < swept->nremoved; i++)
		diag(DIAG_ID_ADVISE_SWEPT, (struct srcpos){ "auditc", 0 }, "%s",
		    swept->removed[i]);
	for (uint32_t i = 0; i < swept->nfailed; i++) {
		diag(DIAG_ID_ADVISE_LEFT, (struct srcpos){ "auditc", 0 }, "%s",
		    swept->failed[i]);
		j->failed = true;
	}
}

/* What trials left that were killed. */
static void
sweep(struct job *j)
{
	struct advise_asked q = { .arena = &j->arena, .options = &j->options };
	struct advise_swept swept = { 0 };

	for (uint32_t i = 0; i < j->engines.nengine; i++) {
		q.engine = &j->engines.engine[i];
		if (q.engine->error == NULL)
			advise_sweep(&q, &swept);
		else if (j->cli->sweep)
			refuse(j, q.engine->socket, q.engine->error);
	}
	advise_sweep_files(&j->arena, &swept);
	tell_swept(j, &swept);
}

static void
sweep_alone(struct job *j)
{
	const char *engine = j->cli->engine;

	j->options.engine = &engine;
	j->options.nengine = engine != NULL;
	rt_engines_open(&j->arena, &j->options, &j->engines);
	sweep(j);
	rt_engines_close(&j->engines);
}

static void
advise_containers(struct job *j, const char *const *container, uint32_t count)
{
	uint32_t i, *watched = arena_alloc(&j->arena, count * sizeof *watched);
	struct rt_target *target = NULL;

	for (i = 0; i < count; i++)
		watched[i] = NOT_WATCHED;
	if (!find_targets(j, container, count, &target)) {
		j->failed = true;
		return;
	}
	if (j->watch > 0) {
		if (!watch(j, container, target, count, watched)) {
			rt_engines_close(&j->engines);
			return;
		}
		/* what is known of them may be another by now */
		rt_engines_close(&j->engines);
		if (!find_targets(j, container, count, &target)) {
			j->failed = true;
			return;
		}
	}
	if (j->try_ > 0)
		sweep(j);
	for (i = 0; i < count && stop == 0; i++)
		advise_one(j, container[i], &target[i], watched[i]);
	if (stop != 0)
		refuse(j, "auditc", "interrupted");
	if (j->engine != NULL)
		rt_http_close(&j->http);
	rt_engines_close(&j->engines);
}

static enum cli_status
check_usage(struct job *j)
{
	const struct cli *cli = j->cli;
	struct strbuf b = STRBUF_INIT;
	enum cli_status status;

	j->format = advise_format_find(cli->as != NULL ? cli->as : "docker");
	if (j->format == NULL) {
		for (size_t i = 0; i < advise_nformat; i++)
			strbuf_addf(&b, " %s", advise_formats[i].name);
		status = cli_usage(
		    "no advice has the form %s; there are%s", cli->as, b.s);
		strbuf_free(&b);
		return status;
	}
	if (cli->try_ != NULL && (j->try_ = read_duration(cli->try_)) == 0)
		return cli_usage(
		    "%s is no duration; 30s, 5m, 1h are", cli->try_);
	if (cli->watch != NULL && (j->watch = read_duration(cli->watch)) == 0)
		return cli_usage(
		    "%s is no duration; 30s, 5m, 1h are", cli->watch);
	if (cli->from != NULL && (cli->try_ != NULL || cli->watch != NULL))
		return cli_usage(
		    "what comes from a file cannot be watched or tried");
	if ((cli->from != NULL) + (cli->results != NULL) + (cli->narg > 0) +
		cli->sweep !=
	    1)
		return cli_usage("auditc advise [OPTION...] CONTAINER..., or "
				 "--results FILE, or --from FILE, or --sweep");
	return CLI_OK;
}

/* What was made is removed before the program ends. */
static void
catch_signals(void)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction sa = { .sa_handler = on_signal };

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
		sigaction(caught[i], &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

enum cli_status
cli_advise(const struct cli *cli)
{
	const char **container = NULL;
	uint32_t n = 0;
	struct job j = {
		.cli = cli,
		.options = { .proc = "/proc",
		    .host_root = "/",
		    .timeout = ADVISE_WAIT },
	};
	enum cli_status status = check_usage(&j);

	if (status != CLI_OK)
		return status;
	j.options.content = &j.content;
	if (j.try_ > 0 || j.watch > 0)
		catch_signals();
	if (!load_rules(&j) ||
	    (cli->output != NULL && !file_mkdirs(cli->output)))
		j.failed = true;
	else if (cli->sweep)
		sweep_alone(&j);
	else if (cli->from != NULL)
		j.failed = !from_file(&j);
	else if (cli->results != NULL)
		j.failed =
		    !advise_failed(&j.arena, cli->results, &container, &n);
	for (int i = 0; i < cli->narg; i++)
		*VEC_PUSH(&j.arena, container, n) = cli->arg[i];
	if (!j.failed && n > 0)
		advise_containers(&j, container, n);
	advise_watch_close(j.watching);
	arena_free(&j.arena);
	return j.failed ? CLI_REFUSED : CLI_OK;
}
