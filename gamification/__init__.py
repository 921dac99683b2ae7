"""Standing: points, levels, badges, leaderboards and campaigns."""
