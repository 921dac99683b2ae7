"""Telling other programs what happens here: signed messages to addresses that an admin names, until they arrive."""
