"""What templates of all apps need."""
