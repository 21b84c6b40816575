// duckdb.mjs - questions that toll answers from its database, asked of the log itself with DuckDB's read_json.
import { createRequire } from "node:module";
const [, , packages, log, question] = process.argv;
const require = createRequire(packages + "/");
const { DuckDBInstance } = require("@duckdb/node-api");

// Columns are given and bodies left as JSON: faster than letting it infer a type for every body.
const file = `'${log.replaceAll("'", "''")}', format = 'newline_delimited'`;
const questions = {
    feature: `
        SELECT feature, count(*) AS requests, avg(latency_ms) AS latency_ms
          FROM read_json(${file}, columns = {feature: 'VARCHAR', latency_ms: 'BIGINT'})
         GROUP BY ALL ORDER BY requests DESC`,
    model: `
        SELECT feature, request->>'model' AS model, count(*) AS requests,
               sum((response->>'$.usage.prompt_tokens')::BIGINT) AS prompt_tokens
          FROM read_json(${file}, columns = {
                   feature: 'VARCHAR', request: 'JSON', response: 'JSON'})
         GROUP BY ALL ORDER BY requests DESC`,
};
const connection = await (await DuckDBInstance.create(":memory:")).connect();
const result = await connection.runAndReadAll(questions[question]);
console.log(JSON.stringify(result.getRowsJson()));
