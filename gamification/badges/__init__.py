"""Badges: pictures for what somebody did, by a catalogue."""
