"""Telling members what concerns them."""
