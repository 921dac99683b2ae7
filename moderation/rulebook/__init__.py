"""The rules of escalation as people see them: set, made, rehearsed, judged, and learnt from."""
