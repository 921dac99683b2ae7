"""Signing in with an account elsewhere (OpenID Connect), at the one provider that the settings name."""
