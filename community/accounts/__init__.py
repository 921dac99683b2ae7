"""Members, staff, and signing in."""
