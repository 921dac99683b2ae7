"""Abuse of the game: evidence for a person, who decides; nothing is automatic but holding points."""
