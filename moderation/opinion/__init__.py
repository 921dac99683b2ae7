"""One more opinion on what a customer writes: a language model elsewhere, if a site has one; never the only one."""
