"""Remarks beneath a post."""
