"""The front page: its blocks, the order that each reader gives them, and the first steps of who is new."""
