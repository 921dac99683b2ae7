"""What questions, answers and comments share."""
