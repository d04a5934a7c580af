"""What is read from a data version, laid out for pages."""
