"""Appeals: another person looks at a sanction once more, in time, with a reason."""
