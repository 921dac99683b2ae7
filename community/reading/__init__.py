"""What a reader sees: pages that compose the features."""
