"""How right reviewers are: spot checks, pauses, and the record of each."""
