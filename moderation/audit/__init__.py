"""The log of every staff act: appended to, chained, never changed."""
