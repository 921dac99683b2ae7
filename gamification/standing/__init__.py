"""Standing as others see it: the directory, the profile's part, and the check that all of it is true."""
