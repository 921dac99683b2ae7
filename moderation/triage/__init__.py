"""What a careful colleague would notice in a message: anger, spam, private data, depth, and who should see it."""
