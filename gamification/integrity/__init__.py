"""Abuse of the game, found inside the product: evidence for a person, who decides; nothing automatic but holding points."""
