"""Communities of any size, made up by chance: for measuring, never for reading."""
