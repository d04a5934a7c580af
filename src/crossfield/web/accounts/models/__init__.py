"""Tables of the room, for Django to find."""

from crossfield.web.accounts.models.document import Document
from crossfield.web.accounts.models.history import FieldChange
from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.invitation import Invitation
from crossfield.web.accounts.models.kept_form import KeptForm
from crossfield.web.accounts.models.log import LogEntry
from crossfield.web.accounts.models.mail import BlockedAddress, Mail
from crossfield.web.accounts.models.notice import Notice
from crossfield.web.accounts.models.programme_role import ProgrammeRole
from crossfield.web.accounts.models.schedule import Schedule
from crossfield.web.accounts.models.search import SearchEntry, SearchGram, SearchState
from crossfield.web.accounts.models.user import User

__all__ = [
    "BlockedAddress",
    "Document",
    "FieldChange",
    "Institution",
    "Invitation",
    "KeptForm",
    "LogEntry",
    "Mail",
    "Notice",
    "ProgrammeRole",
    "Schedule",
    "SearchEntry",
    "SearchGram",
    "SearchState",
    "User",
]
