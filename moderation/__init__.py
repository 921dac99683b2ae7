"""Keeping the place clean, and passing on what the crowd cannot solve."""
