"""Weights & Biases: the local folders of its runs, and its server."""
