"""Questions, answers and the people who write them."""
