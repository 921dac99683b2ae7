"""Stars for answers."""
