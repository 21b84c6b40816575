// question_sql.h - the SQL over the view `requests` that gives the figures of an answer.
#pragma once

#include "analyze/question.h"
#include "analyze/request_list.h"
#include "base/buf.h"
#include "base/err.h"

// Each appends one statement and a ";\n" behind it, with a comment that says which figures of the
// answer it leaves out. ERR_USAGE, "no SQL: …", when no single statement over the views gives them.

// What `report by` has for a crossing: all rows, in its order.
MUST_USE bool question_sql_by(const struct question *q, const struct crossing *by, struct buf *out,
                              struct err *e);
// What `report summary` has.
MUST_USE bool question_sql_totals(const struct question *q, struct buf *out, struct err *e);
// The rows of `requests`.
MUST_USE bool question_sql_list(const struct question *q, const struct request_list *list,
                                struct buf *out, struct err *e);
// The table of `prompts templates`.
MUST_USE bool question_sql_templates(const struct question *q, struct buf *out, struct err *e);
