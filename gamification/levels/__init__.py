"""Levels: what quality opens."""
