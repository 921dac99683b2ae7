"""What those who run the site see and mend: jobs, failed reactions, the worker, the index, the settings."""
