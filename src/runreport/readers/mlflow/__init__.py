"""MLflow's stores: folders of small files, and a database."""
