"""Staff answers kept for reuse: in several languages, filled in for a case, found by a few letters."""
