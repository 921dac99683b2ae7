"""Who works at the desk: what each knows and speaks, how much they carry at once, and when they are there."""
