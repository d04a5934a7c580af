"""Charts: rows of a table become a picture, one function per file."""
