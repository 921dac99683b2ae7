"""Cases as work for several people: who gets which, who looks at it, handing over, passing on, merging."""
