-- What distinct counts need of every request, as loaded.
SELECT flags, cost_nusd, shape, request_fp, content_fp, system_fp, question_fp, normal_fp, template_fp, output_fp
FROM request_t ORDER BY id
