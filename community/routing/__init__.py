"""The ladder that every need climbs."""
