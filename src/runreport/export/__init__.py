"""Other ways out than pages: the records as one table."""
