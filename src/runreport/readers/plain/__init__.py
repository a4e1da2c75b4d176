"""Plain records: one table a row a run, or one folder a run."""
