"""The resolution ledger: who or what helped, each need once."""
