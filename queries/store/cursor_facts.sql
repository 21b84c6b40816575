-- Facts, shape, texts and cost of the output of a request; continues the columns of cursor_head.sql.
, r.answer_normal_fp, r.shape, r.question_segment, r.system_segment, r.output_cost_nusd
