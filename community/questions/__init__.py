"""Asking, closing, merging."""
