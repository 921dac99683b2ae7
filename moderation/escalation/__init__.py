"""Matters that need staff: what raises them, and the cases that staff see through."""
