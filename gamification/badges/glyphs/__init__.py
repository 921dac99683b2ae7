"""What the pictures of badges show."""
