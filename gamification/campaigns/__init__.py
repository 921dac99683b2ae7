"""Campaigns: challenges of a few weeks, with a final standing and rewards from a budget."""
