"""The first steps of who is new: what this place is, a way round it, and what happens after the first posts."""
