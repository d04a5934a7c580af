"""Tables of the room, for Django to find."""

from crossfield.web.registry.models.field import Field
from crossfield.web.registry.models.interface import NamedInterface
from crossfield.web.registry.models.organisation import (
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationSheet,
    OrganisationValue,
)

__all__ = [
    "Field",
    "NamedInterface",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationRelation",
    "OrganisationSheet",
    "OrganisationValue",
]
