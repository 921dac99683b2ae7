"""Learning from what the people of this site decided: offline, with figures, and never without being told to."""
