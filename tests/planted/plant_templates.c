// plant_templates.c - prompts made from templates with known slots; free chat beside them.
#include <inttypes.h>

#include "base/time.h"
#include "demo/prose.h"
#include "planting.h"

struct template
{
    const char *feature;
    const char *opening;  // of the system prompt; NULL = none
    const char *pattern;  // of the question; {kind} is a slot
};

#define TEXT_SERVICE "You are the text service of Contoso and answer briefly. "
static const struct template templates[] = {
    {"tpl-invoice", "You check invoices for the accounts department of Contoso. ",
     "Please check invoice {number} of {time} for the customer {email}. The amount is {number} "
     "EUR. "
     "Answer with accepted or rejected and give the reason in one sentence."},
    {"tpl-ticket", "You write first answers to tickets of the help desk of Contoso. ",
     "Ticket {id} was opened by {name} on the page {url} and nobody has answered it so far. Write "
     "a "
     "polite first answer that asks for the missing details."},
    {"tpl-passages", "You answer from passages of the handbook and from nothing else. ",
     "Use only the following passages to answer the question at the end.\n\n<context>\n{passages}"
     "</context>\n\nQuestion: {question}"},
    {"tpl-translate", "You are a translator with an eye for tone. ",
     "Translate the following text into {language}:\n\n{text}"},
    {"tpl-document", NULL,
     "{document}\n\n---\nSummarise the document above in exactly three bullet points for the board "
     "and mention every figure."},
    {"tpl-sentiment", TEXT_SERVICE,
     "Classify the sentiment of this review as positive, negative or neutral:\n\n{text}"},
    {"tpl-title", TEXT_SERVICE,
     "Write a title of at most eight words for this article, without quotation marks:\n\n{text}"},
    {"tpl-tags", TEXT_SERVICE,
     "List five tags for the following product description, separated by commas:\n\n{text}"},
};
enum { TEMPLATES = sizeof templates / sizeof *templates };

static void put_time(struct buf *b, struct rng *r)
{
    char text[TIME_TEXT_BYTES];
    int64_t ts_us = PLANT_START_US + rng_below(r, 30LL * 86400) * US_PER_SECOND;
    buf_str(b, time_format(ts_us, text));
}

static void put_id(struct buf *b, struct rng *r)
{
    uint64_t x = rng_next(r), y = rng_next(r);
    buf_fmt(b, "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-a%03" PRIx64 "-%012" PRIx64, x >> 32,
            x >> 16 & 0xffff, x & 0xfff, y >> 52, y & 0xffffffffffff);
}

static void put_number(struct buf *b, struct rng *r)
{
    buf_fmt(b, "%" PRId64, rng_between(r, 10000, 999999));
}

static void put_email(struct buf *b, struct rng *r)
{
    buf_fmt(b, "customer%" PRId64 "@example.com", rng_below(r, 100000));
}

static void put_url(struct buf *b, struct rng *r)
{
    buf_fmt(b, "https://help.example.com/articles/%" PRId64, rng_below(r, 100000));
}

static void put_passages(struct buf *b, struct rng *r)
{
    for (int i = 1; i <= 3; i++) {
        buf_fmt(b, "[%d] ", i);
        prose_sentences(b, r, 400);
        buf_byte(b, '\n');
    }
}

static void put_language(struct buf *b, struct rng *r)
{
    static const char *const languages[] = {"German", "French", "Polish", "Danish"};
    buf_str(b, str_of(languages[rng_below(r, 4)]));
}

static void put_text(struct buf *b, struct rng *r)
{
    prose_sentences(b, r, rng_between(r, 150, 600));
}

static void put_document(struct buf *b, struct rng *r)
{
    prose_sentences(b, r, rng_between(r, 1500, 4000));
}

static void put_question(struct buf *b, struct rng *r)
{
    prose_question(b, r, rng_below(r, 1000));
}

static const struct {
    struct str name;
    void (*put)(struct buf *b, struct rng *r);
} slots[] = {
    {{"number", 6}, put_number},
    {{"time", 4}, put_time},
    {{"id", 2}, put_id},
    {{"email", 5}, put_email},
    {{"url", 3}, put_url},
    {{"name", 4}, prose_person},
    {{"passages", 8}, put_passages},
    {{"text", 4}, put_text},
    {{"document", 8}, put_document},
    {{"question", 8}, put_question},
    {{"language", 8}, put_language},
};

static void put_slot(struct buf *b, struct rng *r, struct str name)
{
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (str_eq(slots[i].name, name))
            slots[i].put(b, r);
}

static struct str fill(struct planting *p, const char *pattern, struct rng *r)
{
    struct buf b = {.arena = p->arena};
    struct str rest = str_of(pattern);
    while (rest.len) {
        struct str_cut open = str_cut(rest, '{');
        buf_str(&b, open.head);
        struct str_cut close = str_cut(open.tail, '}');
        if (open.ok)
            put_slot(&b, r, close.head);
        rest = close.tail;
    }
    return buf_view(&b);
}

static void write_slots(struct planting *p, const char *pattern)
{
    struct str rest = str_of(pattern);
    bool is_first = true;
    for (;;) {
        struct str_cut open = str_cut(rest, '{');
        if (!open.ok)
            return;
        struct str_cut close = str_cut(open.tail, '}');
        buf_fmt(&p->truth, "%s\"%.*s\"", is_first ? "" : ",", STR_ARG(close.head));
        is_first = false;
        rest = close.tail;
    }
}

static void plant_template(struct planting *p, const struct template *t, int64_t count)
{
    struct ask k = {.feature = t->feature, .temperature_tenths = 5};
    if (t->opening)
        k.system = planting_system(p, t->opening, t->opening, 1500);
    int64_t cost_nusd = 0;
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, t->feature, i);
        k.ts_us = planting_time(i, count) + rng_below(&r, 3600) * US_PER_SECOND;
        k.user = rng_below(&r, 300);
        k.question = fill(p, t->pattern, &r);
        k.answer = planting_text(p, &r, 90);
        cost_nusd += planting_call(p, &k);
    }
    buf_fmt(&p->truth, "{\"feature\":\"%s\",\"requests\":%lld,\"cost_nusd\":%lld,\"slots\":[",
            t->feature, (long long)count, (long long)cost_nusd);
    write_slots(p, t->pattern);
    buf_str(&p->truth, S("]}"));
}

void scene_templates(struct planting *p, int64_t count)
{
    buf_str(&p->truth, S("\"templates\":["));
    for (int i = 0; i < TEMPLATES; i++) {
        plant_template(p, &templates[i], count / TEMPLATES);
        buf_str(&p->truth, i + 1 < TEMPLATES ? S(",") : S("],\n"));
    }
}

// Conversations about anything under one system prompt: one template, however they begin.
void scene_chat(struct planting *p, int64_t count)
{
    struct ask k = {.feature = "chat",
                    .system = planting_system(
                        p, "You are Robin, a friendly companion who likes to talk. ", "chat", 1200),
                    .temperature_tenths = 9};
    int64_t cost_nusd = 0;
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, "chat", i);
        k.ts_us = planting_time(i, count);
        k.user = rng_below(&r, 100);
        k.question = planting_text(p, &r, rng_between(&r, 30, 300));
        k.answer = planting_text(p, &r, 150);
        cost_nusd += planting_call(p, &k);
    }
    buf_fmt(&p->truth, "\"chat\":{\"feature\":\"chat\",\"requests\":%lld,\"cost_nusd\":%lld},\n",
            (long long)count, (long long)cost_nusd);
}
