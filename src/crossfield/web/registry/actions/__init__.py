"""What changes something, with an entry in the log."""
