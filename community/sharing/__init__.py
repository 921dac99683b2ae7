"""Sharing questions: links that tell who passed them on, and how many came by them."""
