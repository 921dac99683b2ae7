"""The site as an app: its manifest, the worker that keeps pages for offline reading, and what other apps share."""
