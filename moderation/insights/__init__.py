"""How the community and the staff are doing, in numbers."""
