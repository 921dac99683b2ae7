"""Points: a ledger in which every cause is settled to its target."""
