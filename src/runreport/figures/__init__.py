"""From findings to charts: descriptions, and the drawers of one description."""
