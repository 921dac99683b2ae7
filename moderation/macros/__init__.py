"""Macros: several deeds on a case done in one go, or none of them."""
