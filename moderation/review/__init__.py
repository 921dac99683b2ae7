"""The queue: posts that a person must look at."""
