"""Folders elsewhere, in buckets, archives and on servers: listed, copied here, and read from the copy."""
