// texts.c - see texts.h.
#include "demo/texts.h"

#include <stdbool.h>

#include "demo/prose.h"

// The applications are the same whatever the seed of the traffic.
enum { TEXTS_SEED = 20261017, SMALL_PERMILLE = 600 };

struct tool {
    const char *name, *description;
    const char *parameters[3][2];  // name, description; the first is required
};

static const struct tool support_tools[] = {
    {"lookup_order",
     "Looks up an order by its number and returns its status, its items, the carrier and the "
     "expected day of delivery. Use it before you promise anything about a delivery.",
     {{"order_id", "Number of the order, as printed on the receipt"}}},
    {"create_refund",
     "Creates a refund for an order or a part of it. Refunds above the limit of the assistant go "
     "to a supervisor, who answers within two working days; tell the customer so.",
     {{"order_id", "Number of the order"},
      {"reason", "One of damaged, late, wrong_item, other"},
      {"amount", "Amount in euro"}}},
    {"hand_over",
     "Hands the conversation over to a person. Use it when the customer asks for one, or when you "
     "could not help after three messages.",
     {{"summary", "What the customer wants and what was tried, in two sentences"}}},
};

static const struct tool agent_tools[AGENT_TOOLS] = {
    {"search_tickets",
     "Full-text search over the tickets of the last two years. Returns at most ten.",
     {{"query", "Words that must occur"}, {"queue", "Name of the queue"}}},
    {"run_sql",
     "Runs a read-only query on the reporting database and returns at most fifty rows.",
     {{"statement", "One SELECT statement"}}},
    {"read_page", "Reads a page of the handbook.", {{"title", "Title of the page"}}},
    {"post_note",
     "Adds a note to a ticket.",
     {{"ticket", "Number of the ticket"}, {"text", "The note"}}},
};

static void write_schema(struct buf *b, const struct tool *tool)
{
    buf_str(b, S("{\"type\":\"object\",\"properties\":{"));
    for (int i = 0; i < 3 && tool->parameters[i][0]; i++)
        buf_fmt(b, "%s\"%s\":{\"type\":\"string\",\"description\":\"%s\"}", i ? "," : "",
                tool->parameters[i][0], tool->parameters[i][1]);
    buf_fmt(b, "},\"required\":[\"%s\"]}", tool->parameters[0][0]);
}

static struct str anthropic_tools(const struct tool *tools, size_t count, struct arena *a)
{
    struct buf b = {.arena = a};
    for (size_t i = 0; i < count; i++) {
        buf_fmt(&b, "%s{\"name\":\"%s\",\"description\":\"%s\",\"input_schema\":", i ? "," : "[",
                tools[i].name, tools[i].description);
        write_schema(&b, &tools[i]);
        buf_byte(&b, '}');
    }
    buf_byte(&b, ']');
    return buf_view(&b);
}

static struct str openai_tool(const struct tool *tool, struct arena *a)
{
    struct buf b = {.arena = a};
    buf_fmt(&b, "{\"type\":\"function\",\"function\":{\"name\":\"%s\",\"description\":\"%s\"",
            tool->name, tool->description);
    buf_str(&b, S(",\"parameters\":"));
    write_schema(&b, tool);
    buf_str(&b, S("}}"));
    return buf_view(&b);
}

static struct str rules(struct arena *a, struct str opening, uint64_t number, int64_t bytes)
{
    struct buf b = {.arena = a};
    struct rng r = rng_of(TEXTS_SEED, number, 0);
    buf_str(&b, opening);
    if (bytes > (int64_t)opening.len)
        prose_rules(&b, &r, bytes - (int64_t)opening.len);
    return buf_view(&b);
}

void texts_init(struct texts *t, int64_t permille, struct arena *a)
{
    t->support_system[0] =
        rules(a,
              S("You are Mira, the support assistant of Northwind Outdoor. You are a helpful, "
                "patient and honest assistant.\\n\\n# Rules\\n"),
              1, 2700 * permille / 1000);
    t->support_system[1] = rules(
        a,
        S("You are Mira, the support assistant of Northwind Outdoor (release 2). You are a helpful "
          "and honest assistant. Answer in the language of the customer.\\n\\n# Rules\\n"),
        2, 3000 * permille / 1000);
    // Short prompts come from a smaller application.
    bool is_small = permille < SMALL_PERMILLE;
    t->support_tools = anthropic_tools(support_tools, is_small ? 1 : 3, a);
    t->search_system = S("You answer questions about the products of Northwind Outdoor in at most "
                         "three sentences. If you do not know, say so.");
    t->classify_system =
        rules(a,
              S("Classify the message. Answer with exactly one of these words: billing, delivery, "
                "warranty, account, praise, spam, other.\\n"),
              3, 450 * permille / 1000);
    t->summarize_system = rules(
        a, S("Summarize the document for a lawyer in six sentences. Keep names and figures.\\n"), 4,
        400 * permille / 1000);
    t->extract_rules =
        rules(a,
              S("Extract the fields customer, reference, amount, currency, date, city and items "
                "from the letter. Answer with one JSON object and nothing else.\\n"),
              5, 5200 * permille / 1000);
    t->autocomplete_system = S("Complete the code at the cursor. Answer with code only.");
    t->agent_system = rules(a,
                            S("You are an operations agent. Work step by step, call one tool at a "
                              "time and stop when the task is done.\\n\\n# Handbook\\n"),
                            6, 3200 * permille / 1000);
    t->agent_tool_count = is_small ? 2 : AGENT_TOOLS;
    for (int i = 0; i < t->agent_tool_count; i++)
        t->agent_tools[i] = openai_tool(&agent_tools[i], a);
}
