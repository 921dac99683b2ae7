"""The gate: checks of a text before anyone sees it."""
