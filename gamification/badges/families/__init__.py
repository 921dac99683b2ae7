"""The entries of the catalogue, a module for what belongs together."""
