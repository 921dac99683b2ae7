"""Forms that were interrupted, kept for the browser that sent them until their writer has signed in."""
