"""One detector a file: each reads a message and answers with a Score."""
