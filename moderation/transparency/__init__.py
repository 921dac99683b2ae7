"""What everyone may know about moderation: counts and waits, never names."""
