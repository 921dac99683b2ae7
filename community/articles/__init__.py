"""The knowledge base: what was solved, written down once, checked by a second person and looked at again in time."""
