"""Plain records: one table a row a run, or one folder a run."""

SUFFIXES = (".csv", ".jsonl", ".parquet")
"""How the names of tables end."""
