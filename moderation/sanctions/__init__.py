"""What is done about conduct: warning, limiting, suspending, removing posts; always with a reason and an end."""
