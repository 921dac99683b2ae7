"""The customer's side of a case: who has it, what comes next and by when, and what they can do about it."""
