"""A Stack Exchange data dump, read and brought into this community."""
