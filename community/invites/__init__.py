"""Inviting people by name: by letter or by link, and how they find their way in."""
