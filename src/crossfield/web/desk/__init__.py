"""What looks across all: the start page, the interface page, the footer's pages, what every page has around it."""
