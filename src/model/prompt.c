// prompt.c - the names of facts, as the database and the filter language write them.
#include "model/prompt.h"

const char *const task_name[TASK_COUNT] = {
    [TASK_CLASSIFICATION] = "classification",
    [TASK_YES_NO] = "yes_no",
    [TASK_EXTRACTION] = "extraction",
    [TASK_SUMMARY] = "summary",
    [TASK_SHORT_ANSWER] = "short_answer",
    [TASK_ANALYSIS] = "analysis",
    [TASK_CODE] = "code",
    [TASK_CREATIVE] = "creative",
    [TASK_OTHER] = "other",
};

const char *const pii_name[PII_COUNT] = {
    [PII_EMAIL] = "email", [PII_PHONE] = "phone",     [PII_CARD] = "card",
    [PII_KEY] = "key",     [PII_ADDRESS] = "address",
};

const char *const time_word_name[TIME_WORDS] = {
    [TIME_TODAY] = "today",         [TIME_NOW] = "now",
    [TIME_CURRENT] = "current",     [TIME_LATEST] = "latest",
    [TIME_THIS_WEEK] = "this week", [TIME_TONIGHT] = "tonight",
    [TIME_TOMORROW] = "tomorrow",   [TIME_YESTERDAY] = "yesterday",
    [TIME_PART] = "part",
};
