"""What moderators put before everyone: recommended posts, announcements, known problems."""
