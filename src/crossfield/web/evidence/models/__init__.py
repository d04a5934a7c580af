"""Tables of the room, for Django to find."""

from crossfield.web.evidence.models.finding import Finding

__all__ = ["Finding"]
