"""Work that no request does itself: asking what came of introductions, and for profiles."""
