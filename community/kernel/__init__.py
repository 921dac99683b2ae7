"""The vocabulary and the plumbing that every feature shares."""
