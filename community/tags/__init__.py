"""Naming what a question is about."""
