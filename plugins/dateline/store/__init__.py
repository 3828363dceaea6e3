"""The only room that opens DuckDB: `warehouse` (the pipeline's own file), `rows` (records in and out of it), `snapshot`."""
