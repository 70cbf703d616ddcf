"""The archive store: what a batch found, in SQLite or PostgreSQL, for `perfeval archive` and for SQL."""
