"""The kinds of private data, each with its patterns, its checks and what only looks like it."""
