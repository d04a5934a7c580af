"""Commands that Django finds by their name."""
