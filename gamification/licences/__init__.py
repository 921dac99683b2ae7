"""Licences of customer reps: per topic and language, applied for, on probation, licensed, senior."""
