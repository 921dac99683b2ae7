"""What staff promise: calendars, policies, and the clocks of each case."""
