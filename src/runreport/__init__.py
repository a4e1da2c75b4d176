"""Static reports from the run records of machine-learning experiments."""
