"""Work that no request does itself: drawing picture files, loading data."""

from crossfield.web.evidence.tasks.picture import picture_file

__all__ = ["picture_file"]
