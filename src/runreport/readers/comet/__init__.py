"""Comet: archives of offline experiments, and its servers."""
