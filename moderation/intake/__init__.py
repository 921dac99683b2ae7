"""Messages from outside on their way to whoever can help: judged, sorted into lanes, raised to staff."""
