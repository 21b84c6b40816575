-- The fingerprints of the prompt; continues the columns of cursor_head.sql.
, r.request_fp, r.content_fp, r.system_fp, r.question_fp, r.normal_fp, r.template_fp
