"""Reports, the review queue, cases and insights for programs."""
