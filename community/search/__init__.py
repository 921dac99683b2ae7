"""Finding posts: the query language, the index behind it, and the page that shows what was found."""
