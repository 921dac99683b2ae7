"""Search, answers and the ask form inside a company's own pages, by one script tag."""
