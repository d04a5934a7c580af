"""Tables of the room, for Django to find."""

from crossfield.web.evidence.models.finding import Finding
from crossfield.web.evidence.models.follow_up import FollowUp
from crossfield.web.evidence.models.load import Load
from crossfield.web.evidence.models.named import NamedFigures
from crossfield.web.evidence.models.share import ShareLink
from crossfield.web.evidence.models.shortlist import ShortlistEntry
from crossfield.web.evidence.models.upload import Upload

__all__ = ["Finding", "FollowUp", "Load", "NamedFigures", "ShareLink", "ShortlistEntry", "Upload"]
