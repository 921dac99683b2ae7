"""A made-up community of people with home networks, so that a new site is a living place at once."""
