"""After a case: what service a customer expected and what they experienced."""
