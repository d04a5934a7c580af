"""Tables of the room, for Django to find."""

from crossfield.web.registry.models.cluster import Cluster, Representation
from crossfield.web.registry.models.consent import ConsentRequest
from crossfield.web.registry.models.contact import Contact
from crossfield.web.registry.models.cooperation import (
    Cooperation,
    CooperationChange,
    CooperationPartner,
    CooperationProof,
    CooperationStatus,
    CooperationStep,
)
from crossfield.web.registry.models.decision import FieldDecision
from crossfield.web.registry.models.delegate import Delegate
from crossfield.web.registry.models.departure import Departure
from crossfield.web.registry.models.event import CheckIn, Event, EventDocument, EventGuest
from crossfield.web.registry.models.field import Field
from crossfield.web.registry.models.funding_call import FundingCall
from crossfield.web.registry.models.intake import Intake, IntakeEntry, IntakeItem, IntakeMapping, IntakeRow
from crossfield.web.registry.models.interface import NamedInterface
from crossfield.web.registry.models.mailing import Mailing
from crossfield.web.registry.models.membership import Membership
from crossfield.web.registry.models.merge import OrganisationMerge
from crossfield.web.registry.models.organisation import (
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationSheet,
    OrganisationValue,
    ValueKey,
)
from crossfield.web.registry.models.person import ConsentEntry, Person, PersonDetail, PersonFunction
from crossfield.web.registry.models.profile import Offer, Profile, ProfileLink
from crossfield.web.registry.models.proposal import CoreProposal

__all__ = [
    "CheckIn",
    "Cluster",
    "ConsentEntry",
    "ConsentRequest",
    "Contact",
    "Cooperation",
    "CooperationChange",
    "CooperationPartner",
    "CooperationProof",
    "CooperationStatus",
    "CooperationStep",
    "CoreProposal",
    "Delegate",
    "Departure",
    "Event",
    "EventDocument",
    "EventGuest",
    "Field",
    "FieldDecision",
    "FundingCall",
    "Intake",
    "IntakeEntry",
    "IntakeItem",
    "IntakeMapping",
    "IntakeRow",
    "Mailing",
    "Membership",
    "NamedInterface",
    "Offer",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationMerge",
    "OrganisationRelation",
    "OrganisationSheet",
    "OrganisationValue",
    "Person",
    "PersonDetail",
    "PersonFunction",
    "Profile",
    "ProfileLink",
    "Representation",
    "ValueKey",
]
