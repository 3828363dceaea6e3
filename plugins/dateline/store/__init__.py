"""The only room that opens DuckDB: `warehouse` (the pipeline's own file), `rows`, `snapshot`."""
