"""What is read across the rooms."""
