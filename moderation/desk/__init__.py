"""Where staff work: the inbox, one case with all that helps to answer it, and canned responses."""
