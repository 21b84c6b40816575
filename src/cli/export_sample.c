// export_sample.c - see export_sample.h.
#include "cli/export_sample.h"

#include "analyze/trial_sample.h"
#include "cli/asking.h"

enum { REQUESTS = 1000 };

struct sampling {
    struct trial_sample sample;
    int64_t wanted, seed;
};

static bool answer(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e)
{
    struct sampling *sampling = self;
    struct trial_sample *sample = &sampling->sample;
    *sample = (struct trial_sample){
        .wanted = sampling->wanted,
        .seed = (uint64_t)sampling->seed,
        .by = {{DIM_TEMPLATE, DIM_TEMPLATE}, 1},
    };
    if (q->by_count)
        sample->by = q->by[0];
    if (!trial_sample_take(sample, s, q, out->arena, e))
        return false;
    answer_add(out, sample->table);
    *requests = sample->matching;
    return true;
}

// A list for programs first: CSV where nothing else is asked for.
static struct args with_format(const struct args *args, struct arena *a)
{
    static const struct option format = {.name = "format", .argument = "FORMAT"};
    struct args all = *args;
    if (args_has(args, "format") || args_has(args, "output"))
        return all;
    all.values = ARENA_ARRAY(a, struct option_value, (size_t)args->value_count + 1);
    for (int i = 0; i < args->value_count; i++)
        all.values[i] = args->values[i];
    all.values[all.value_count++] = (struct option_value){.option = &format, .value = S("csv")};
    return all;
}

static int by_options(const struct args *args)
{
    struct str text;
    int n = 0;
    for (int at = 0; args_next(args, "by", &at, &text);)
        n++;
    return n;
}

bool export_sample(struct cli *cli, const struct args *args, struct err *e)
{
    struct sampling sampling = {.wanted = REQUESTS, .seed = 1};
    struct args all = with_format(args, cli->arena);
    struct asking asking = {.title = "toll export sample", .answer = answer, .self = &sampling};
    if (by_options(args) > 1)
        return err_set(e, ERR_USAGE, "--by: one is enough; two dimensions are crossed as A,B");
    if (!args_int(args, "n", 1, &sampling.wanted, e) ||
        !args_int(args, "seed", 0, &sampling.seed, e) || !asking_run(cli, &all, &asking, e))
        return false;
    const struct trial_sample *s = &sampling.sample;
    cli_say("%lld of %lld requests, of %lld of %lld strata (failed calls, hits of a gateway and "
            "calls without a logged prompt are left out)",
            (long long)s->table->row_count, (long long)s->matching, (long long)s->strata_taken,
            (long long)s->strata);
    return true;
}
