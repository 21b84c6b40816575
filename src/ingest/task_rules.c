// task_rules.c - the table of task.h: phrases by their first two letters.
#include "ingest/task_rules.h"

#define WORD(text) text, sizeof(text) - 1, false
#define STEM(text) text, sizeof(text) - 1, true

static const struct task_rule on_ab[] = {
    {WORD("abstract of"), 3, TASK_SUMMARY},
};
static const struct task_rule on_an[] = {
    {WORD("analyse"), 2, TASK_ANALYSIS},
    {WORD("analysis"), 3, TASK_ANALYSIS},
    {WORD("analyze"), 2, TASK_ANALYSIS},
    {WORD("answer briefly"), 1, TASK_SHORT_ANSWER},
    {WORD("answer concisely"), 1, TASK_SHORT_ANSWER},
    {WORD("answer in a few words"), 1, TASK_SHORT_ANSWER},
    {WORD("answer in one sentence"), 1, TASK_SHORT_ANSWER},
    {WORD("answer in one word"), 1, TASK_SHORT_ANSWER},
    {WORD("answer in up to"), 1, TASK_SHORT_ANSWER},
    {WORD("answer only yes or no"), 1, TASK_YES_NO},
    {WORD("answer true or false"), 1, TASK_YES_NO},
    {WORD("answer with yes or no"), 1, TASK_YES_NO},
    {WORD("answer yes or no"), 1, TASK_YES_NO},
};
static const struct task_rule on_as[] = {
    {WORD("as short as possible"), 2, TASK_SHORT_ANSWER},
    {WORD("assess"), 2, TASK_ANALYSIS},
    {WORD("assign a category"), 1, TASK_CLASSIFICATION},
    {WORD("assign one of"), 1, TASK_CLASSIFICATION},
    {WORD("assign the"), 3, TASK_CLASSIFICATION},
};
static const struct task_rule on_ba[] = {
    {WORD("bash script"), 2, TASK_CODE},
};
static const struct task_rule on_be[] = {
    {WORD("be brief"), 2, TASK_SHORT_ANSWER},
    {WORD("be concise"), 2, TASK_SHORT_ANSWER},
};
static const struct task_rule on_br[] = {
    {WORD("brainstorm"), 1, TASK_CREATIVE},
};
static const struct task_rule on_bu[] = {
    {WORD("bullet point summary"), 1, TASK_SUMMARY},
};
static const struct task_rule on_ca[] = {
    {WORD("categories"), 3, TASK_CLASSIFICATION},     {WORD("categorise"), 1, TASK_CLASSIFICATION},
    {WORD("categorization"), 2, TASK_CLASSIFICATION}, {WORD("categorize"), 1, TASK_CLASSIFICATION},
    {WORD("category"), 3, TASK_CLASSIFICATION},
};
static const struct task_rule on_ch[] = {
    {WORD("choose one of"), 1, TASK_CLASSIFICATION},
};
static const struct task_rule on_cl[] = {
    {WORD("classification"), 3, TASK_CLASSIFICATION},
    {WORD("classifier"), 3, TASK_CLASSIFICATION},
    {WORD("classify"), 1, TASK_CLASSIFICATION},
    {WORD("classifying"), 3, TASK_CLASSIFICATION},
};
static const struct task_rule on_co[] = {
    {WORD("code review"), 1, TASK_CODE},      {WORD("code snippet"), 2, TASK_CODE},
    {WORD("codebase"), 3, TASK_CODE},         {WORD("coding agent"), 2, TASK_CODE},
    {WORD("coding assistant"), 2, TASK_CODE}, {WORD("compare"), 2, TASK_ANALYSIS},
    {WORD("compile error"), 2, TASK_CODE},    {WORD("complete the code"), 1, TASK_CODE},
    {WORD("compose a"), 1, TASK_CREATIVE},    {WORD("condense"), 1, TASK_SUMMARY},
};
static const struct task_rule on_cr[] = {
    {WORD("create a poem"), 1, TASK_CREATIVE},
    {WORD("create a story"), 1, TASK_CREATIVE},
    {WORD("creative"), 3, TASK_CREATIVE},
    {WORD("critique"), 2, TASK_ANALYSIS},
};
static const struct task_rule on_de[] = {
    {WORD("debug"), 2, TASK_CODE},
    {WORD("describe a scene"), 1, TASK_CREATIVE},
    {WORD("detect the language"), 1, TASK_CLASSIFICATION},
};
static const struct task_rule on_di[] = {
    {WORD("diagnose"), 2, TASK_ANALYSIS},
};
static const struct task_rule on_dr[] = {
    {WORD("draft a blog"), 1, TASK_CREATIVE},
};
static const struct task_rule on_ei[] = {
    {WORD("either yes or no"), 1, TASK_YES_NO},
};
static const struct task_rule on_ev[] = {
    {WORD("evaluate"), 2, TASK_ANALYSIS},
};
static const struct task_rule on_ex[] = {
    {WORD("explain how"), 3, TASK_ANALYSIS}, {WORD("explain the difference"), 2, TASK_ANALYSIS},
    {WORD("explain why"), 2, TASK_ANALYSIS}, {WORD("explain"), 3, TASK_ANALYSIS},
    {WORD("extract"), 1, TASK_EXTRACTION},   {WORD("extraction"), 2, TASK_EXTRACTION},
};
static const struct task_rule on_fi[] = {
    {WORD("fill in the fields"), 1, TASK_EXTRACTION},
    {WORD("find all mentions"), 1, TASK_EXTRACTION},
    {WORD("fix the bug"), 1, TASK_CODE},
    {WORD("fix the code"), 1, TASK_CODE},
    {WORD("fix this bug"), 1, TASK_CODE},
    {WORD("fix this code"), 1, TASK_CODE},
};
static const struct task_rule on_ge[] = {
    {WORD("generate a story"), 1, TASK_CREATIVE},
    {WORD("generate code"), 1, TASK_CODE},
    {WORD("generate unit tests"), 1, TASK_CODE},
};
static const struct task_rule on_gi[] = {
    {WORD("give a short answer"), 1, TASK_SHORT_ANSWER},
    {WORD("give me ideas"), 1, TASK_CREATIVE},
};
static const struct task_rule on_ha[] = {
    {WORD("haiku"), 2, TASK_CREATIVE},
};
static const struct task_rule on_ho[] = {
    {WORD("how many"), 3, TASK_SHORT_ANSWER},
    {WORD("how much"), 3, TASK_SHORT_ANSWER},
    {WORD("how old"), 3, TASK_SHORT_ANSWER},
};
static const struct task_rule on_id[] = {
    {WORD("identify all"), 2, TASK_EXTRACTION},
};
static const struct task_rule on_im[] = {
    {WORD("implement"), 2, TASK_CODE},
};
static const struct task_rule on_in[] = {
    {WORD("in a single word"), 1, TASK_SHORT_ANSWER},
    {WORD("in one sentence"), 2, TASK_SHORT_ANSWER},
    {WORD("in one word"), 1, TASK_SHORT_ANSWER},
    {WORD("intent of"), 2, TASK_CLASSIFICATION},
    {WORD("into one of"), 2, TASK_CLASSIFICATION},
    {WORD("investigate"), 3, TASK_ANALYSIS},
};
static const struct task_rule on_ja[] = {
    {WORD("javascript"), 2, TASK_CODE},
};
static const struct task_rule on_ke[] = {
    {WORD("key points"), 2, TASK_SUMMARY},
    {WORD("key takeaways"), 2, TASK_SUMMARY},
};
static const struct task_rule on_la[] = {
    {WORD("label each"), 1, TASK_CLASSIFICATION},
    {WORD("label the"), 1, TASK_CLASSIFICATION},
    {WORD("label this"), 1, TASK_CLASSIFICATION},
};
static const struct task_rule on_li[] = {
    {WORD("list all the names"), 1, TASK_EXTRACTION},
};
static const struct task_rule on_ma[] = {
    {WORD("main points"), 2, TASK_SUMMARY},
    {WORD("make up a story"), 1, TASK_CREATIVE},
};
static const struct task_rule on_na[] = {
    {WORD("named entities"), 1, TASK_EXTRACTION},
    {WORD("named entity"), 1, TASK_EXTRACTION},
};
static const struct task_rule on_on[] = {
    {WORD("one word answer"), 1, TASK_SHORT_ANSWER},
    {WORD("only yes or no"), 1, TASK_YES_NO},
};
static const struct task_rule on_pa[] = {
    {WORD("parse the"), 2, TASK_EXTRACTION},
};
static const struct task_rule on_pi[] = {
    {WORD("pick one of"), 1, TASK_CLASSIFICATION},
};
static const struct task_rule on_po[] = {
    {WORD("poem"), 2, TASK_CREATIVE},
};
static const struct task_rule on_pr[] = {
    {WORD("programming assistant"), 2, TASK_CODE},
    {WORD("pros and cons"), 1, TASK_ANALYSIS},
};
static const struct task_rule on_pu[] = {
    {WORD("pull out"), 2, TASK_EXTRACTION},
    {WORD("pull request"), 3, TASK_CODE},
};
static const struct task_rule on_py[] = {
    {WORD("python"), 2, TASK_CODE},
};
static const struct task_rule on_re[] = {
    {WORD("recap"), 2, TASK_SUMMARY},
    {WORD("refactor"), 1, TASK_CODE},
    {WORD("reply with yes or no"), 1, TASK_YES_NO},
    {WORD("reply yes or no"), 1, TASK_YES_NO},
    {WORD("respond with yes or no"), 1, TASK_YES_NO},
    {WORD("respond yes or no"), 1, TASK_YES_NO},
    {WORD("return the fields"), 1, TASK_EXTRACTION},
    {WORD("return the following fields"), 1, TASK_EXTRACTION},
    {WORD("return true or false"), 1, TASK_YES_NO},
    {WORD("review this code"), 1, TASK_CODE},
};
static const struct task_rule on_ro[] = {
    {WORD("root cause"), 2, TASK_ANALYSIS},
};
static const struct task_rule on_se[] = {
    {STEM("sentiment"), 2, TASK_CLASSIFICATION},
};
static const struct task_rule on_sh[] = {
    {WORD("shell script"), 2, TASK_CODE},
    {WORD("short answer"), 1, TASK_SHORT_ANSWER},
    {WORD("short story"), 1, TASK_CREATIVE},
};
static const struct task_rule on_sl[] = {
    {STEM("slogan"), 2, TASK_CREATIVE},
};
static const struct task_rule on_so[] = {
    {WORD("software engineer"), 3, TASK_CODE},
    {WORD("song"), 3, TASK_CREATIVE},
    {WORD("source code"), 2, TASK_CODE},
};
static const struct task_rule on_sp[] = {
    {WORD("spam or not"), 1, TASK_CLASSIFICATION},
};
static const struct task_rule on_sq[] = {
    {WORD("sql query"), 2, TASK_CODE},
    {WORD("sqlite query"), 2, TASK_CODE},
};
static const struct task_rule on_st[] = {
    {WORD("stack trace"), 2, TASK_CODE},
};
static const struct task_rule on_su[] = {
    {WORD("sum up"), 2, TASK_SUMMARY},    {WORD("summaries"), 2, TASK_SUMMARY},
    {WORD("summarise"), 1, TASK_SUMMARY}, {WORD("summarization"), 2, TASK_SUMMARY},
    {WORD("summarize"), 1, TASK_SUMMARY}, {WORD("summarizing"), 2, TASK_SUMMARY},
    {WORD("summary"), 2, TASK_SUMMARY},
};
static const struct task_rule on_ta[] = {
    {WORD("tag each"), 1, TASK_CLASSIFICATION},
};
static const struct task_rule on_tl[] = {
    {WORD("tl dr"), 2, TASK_SUMMARY},
    {WORD("tl;dr"), 1, TASK_SUMMARY},
};
static const struct task_rule on_tr[] = {
    {WORD("traceback"), 2, TASK_CODE},
    {WORD("trade offs"), 2, TASK_ANALYSIS},
    {WORD("trade-offs"), 2, TASK_ANALYSIS},
    {WORD("true or false"), 1, TASK_YES_NO},
};
static const struct task_rule on_ty[] = {
    {WORD("typescript"), 2, TASK_CODE},
};
static const struct task_rule on_un[] = {
    {STEM("unit test"), 2, TASK_CODE},
};
static const struct task_rule on_wh[] = {
    {WORD("what is the capital"), 2, TASK_SHORT_ANSWER},
    {WORD("what year"), 3, TASK_SHORT_ANSWER},
    {WORD("when did"), 3, TASK_SHORT_ANSWER},
    {WORD("when was"), 3, TASK_SHORT_ANSWER},
    {WORD("which category"), 1, TASK_CLASSIFICATION},
    {WORD("which of the following"), 2, TASK_CLASSIFICATION},
    {WORD("who is"), 3, TASK_SHORT_ANSWER},
    {WORD("who was"), 3, TASK_SHORT_ANSWER},
};
static const struct task_rule on_wo[] = {
    {WORD("words or fewer"), 1, TASK_SHORT_ANSWER},
    {WORD("words or less"), 1, TASK_SHORT_ANSWER},
};
static const struct task_rule on_wr[] = {
    {WORD("write a bash"), 1, TASK_CODE},
    {WORD("write a blog"), 1, TASK_CREATIVE},
    {WORD("write a c program"), 1, TASK_CODE},
    {WORD("write a class"), 1, TASK_CODE},
    {WORD("write a creative"), 1, TASK_CREATIVE},
    {WORD("write a function"), 1, TASK_CODE},
    {WORD("write a haiku"), 1, TASK_CREATIVE},
    {WORD("write a java"), 1, TASK_CODE},
    {WORD("write a joke"), 1, TASK_CREATIVE},
    {WORD("write a letter"), 1, TASK_CREATIVE},
    {WORD("write a poem"), 1, TASK_CREATIVE},
    {WORD("write a product description"), 1, TASK_CREATIVE},
    {WORD("write a program"), 1, TASK_CODE},
    {WORD("write a python"), 1, TASK_CODE},
    {WORD("write a query"), 1, TASK_CODE},
    {WORD("write a regex"), 1, TASK_CODE},
    {WORD("write a rust"), 1, TASK_CODE},
    {WORD("write a script"), 1, TASK_CODE},
    {WORD("write a shell"), 1, TASK_CODE},
    {WORD("write a short"), 2, TASK_CREATIVE},
    {WORD("write a song"), 1, TASK_CREATIVE},
    {WORD("write a speech"), 1, TASK_CREATIVE},
    {WORD("write a sql"), 1, TASK_CODE},
    {WORD("write a story"), 1, TASK_CREATIVE},
    {WORD("write a tagline"), 1, TASK_CREATIVE},
    {WORD("write a test"), 1, TASK_CODE},
    {WORD("write a"), 3, TASK_CREATIVE},
    {WORD("write an essay"), 1, TASK_CREATIVE},
    {WORD("write an sql"), 1, TASK_CODE},
    {WORD("write code"), 1, TASK_CODE},
    {WORD("write tests"), 1, TASK_CODE},
    {WORD("write the code"), 1, TASK_CODE},
    {WORD("write unit tests"), 1, TASK_CODE},
};
static const struct task_rule on_ye[] = {
    {WORD("yes or no"), 1, TASK_YES_NO},
    {WORD("yes/no"), 1, TASK_YES_NO},
};

#define ROWS(table) table, sizeof(table) / sizeof *(table)
#define NEXT(c)     (1u << ((c) - 'a'))
#define NEXT_OTHER  (1u << 26)
#define PAIR(a, b)  [((a) - 'a') * 26 + (b) - 'a']

const struct task_rules task_rules[TASK_PAIRS] = {
    PAIR('a', 'b') = {ROWS(on_ab), NEXT('s')},
    PAIR('a', 'n') = {ROWS(on_an), NEXT('a') | NEXT('s')},
    PAIR('a', 's') = {ROWS(on_as), NEXT('s') | NEXT_OTHER},
    PAIR('b', 'a') = {ROWS(on_ba), NEXT('s')},
    PAIR('b', 'e') = {ROWS(on_be), NEXT_OTHER},
    PAIR('b', 'r') = {ROWS(on_br), NEXT('a')},
    PAIR('b', 'u') = {ROWS(on_bu), NEXT('l')},
    PAIR('c', 'a') = {ROWS(on_ca), NEXT('t')},
    PAIR('c', 'h') = {ROWS(on_ch), NEXT('o')},
    PAIR('c', 'l') = {ROWS(on_cl), NEXT('a')},
    PAIR('c', 'o') = {ROWS(on_co), NEXT('d') | NEXT('m') | NEXT('n')},
    PAIR('c', 'r') = {ROWS(on_cr), NEXT('e') | NEXT('i')},
    PAIR('d', 'e') = {ROWS(on_de), NEXT('b') | NEXT('s') | NEXT('t')},
    PAIR('d', 'i') = {ROWS(on_di), NEXT('a')},
    PAIR('d', 'r') = {ROWS(on_dr), NEXT('a')},
    PAIR('e', 'i') = {ROWS(on_ei), NEXT('t')},
    PAIR('e', 'v') = {ROWS(on_ev), NEXT('a')},
    PAIR('e', 'x') = {ROWS(on_ex), NEXT('p') | NEXT('t')},
    PAIR('f', 'i') = {ROWS(on_fi), NEXT('l') | NEXT('n') | NEXT('x')},
    PAIR('g', 'e') = {ROWS(on_ge), NEXT('n')},
    PAIR('g', 'i') = {ROWS(on_gi), NEXT('v')},
    PAIR('h', 'a') = {ROWS(on_ha), NEXT('i')},
    PAIR('h', 'o') = {ROWS(on_ho), NEXT('w')},
    PAIR('i', 'd') = {ROWS(on_id), NEXT('e')},
    PAIR('i', 'm') = {ROWS(on_im), NEXT('p')},
    PAIR('i', 'n') = {ROWS(on_in), NEXT('t') | NEXT('v') | NEXT_OTHER},
    PAIR('j', 'a') = {ROWS(on_ja), NEXT('v')},
    PAIR('k', 'e') = {ROWS(on_ke), NEXT('y')},
    PAIR('l', 'a') = {ROWS(on_la), NEXT('b')},
    PAIR('l', 'i') = {ROWS(on_li), NEXT('s')},
    PAIR('m', 'a') = {ROWS(on_ma), NEXT('i') | NEXT('k')},
    PAIR('n', 'a') = {ROWS(on_na), NEXT('m')},
    PAIR('o', 'n') = {ROWS(on_on), NEXT('e') | NEXT('l')},
    PAIR('p', 'a') = {ROWS(on_pa), NEXT('r')},
    PAIR('p', 'i') = {ROWS(on_pi), NEXT('c')},
    PAIR('p', 'o') = {ROWS(on_po), NEXT('e')},
    PAIR('p', 'r') = {ROWS(on_pr), NEXT('o')},
    PAIR('p', 'u') = {ROWS(on_pu), NEXT('l')},
    PAIR('p', 'y') = {ROWS(on_py), NEXT('t')},
    PAIR('r', 'e') = {ROWS(on_re),
                      NEXT('c') | NEXT('f') | NEXT('p') | NEXT('s') | NEXT('t') | NEXT('v')},
    PAIR('r', 'o') = {ROWS(on_ro), NEXT('o')},
    PAIR('s', 'e') = {ROWS(on_se), NEXT('n')},
    PAIR('s', 'h') = {ROWS(on_sh), NEXT('e') | NEXT('o')},
    PAIR('s', 'l') = {ROWS(on_sl), NEXT('o')},
    PAIR('s', 'o') = {ROWS(on_so), NEXT('f') | NEXT('n') | NEXT('u')},
    PAIR('s', 'p') = {ROWS(on_sp), NEXT('a')},
    PAIR('s', 'q') = {ROWS(on_sq), NEXT('l')},
    PAIR('s', 't') = {ROWS(on_st), NEXT('a')},
    PAIR('s', 'u') = {ROWS(on_su), NEXT('m')},
    PAIR('t', 'a') = {ROWS(on_ta), NEXT('g')},
    PAIR('t', 'l') = {ROWS(on_tl), NEXT_OTHER},
    PAIR('t', 'r') = {ROWS(on_tr), NEXT('a') | NEXT('u')},
    PAIR('t', 'y') = {ROWS(on_ty), NEXT('p')},
    PAIR('u', 'n') = {ROWS(on_un), NEXT('i')},
    PAIR('w', 'h') = {ROWS(on_wh), NEXT('a') | NEXT('e') | NEXT('i') | NEXT('o')},
    PAIR('w', 'o') = {ROWS(on_wo), NEXT('r')},
    PAIR('w', 'r') = {ROWS(on_wr), NEXT('i')},
    PAIR('y', 'e') = {ROWS(on_ye), NEXT('s')},
};
