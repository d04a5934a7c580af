"""Work that no request does itself: the weekly digest."""
