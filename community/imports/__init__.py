"""What comes in from other systems, and what goes out: dumps, exports, backups and their checks."""
