"""Standing, for programs."""
