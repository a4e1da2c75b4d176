"""Weights & Biases servers."""
