"""Answering and accepting."""
