"""What templates need of the register."""
