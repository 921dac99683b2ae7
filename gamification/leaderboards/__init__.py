"""Leaderboards: who helped most in a stretch of time."""
