"""Naming an interface: made from fields on each side, changed, released, taken away and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.release import set_release
from crossfield.web.accounts.actions.search import Text, keep_texts_of, texts_of
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.registry.models import Field, NamedInterface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.web.accounts.models import User

LONGEST_NAME = 200
KIND = "named"


@dataclass(frozen=True, slots=True)
class Sides:
    """Public ids of the fields on each side, and of the future fields aimed at."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    aims: tuple[str, ...] = ()


@transaction.atomic
def name_interface(
    name: str, *, by: User, sides: Sides, language: str, other_name: str = "", remark: str = "", public_id: str = ""
) -> NamedInterface:
    """Make a named interface.

    Who may: every signed-in user, for themselves; it is private until released. Logged; nothing is sent.

    Parameters
    ----------
    name
        What it is called, in ``language``.
    by
        Whose it is.
    sides
        At least one field on each side, none on both, all of one scheme.
    language
        en or de.
    other_name
        What it is called in the other one; may be empty.
    remark
        Why it matters; may be empty.
    public_id
        The one its form was opened with; empty for a new one.

    Raises
    ------
    WrongStateError
        The name is empty, or the sides are none.
    """
    chosen = _chosen(sides)
    made = NamedInterface(
        owner=by, institution=by.institution, language=language, public_id=public_id or new_public_id()
    )
    _write(made, (name, other_name), chosen, remark)
    write_log(made, verb="name_interface", by=by, fields=("name", "side_a", "side_b", "aims"))
    return made


@transaction.atomic
def change_interface(
    interface: NamedInterface,
    *,
    by: User,
    version: int,
    name: str,
    sides: Sides,
    other_name: str | None = None,
    remark: str = "",
) -> None:
    """Give a named interface another name or other fields; its figures are computed anew. Who may: its owner. Logged.

    Each name belongs to a language: giving one in the other language leaves the first as it is.

    Parameters
    ----------
    interface
        Which one.
    by
        Its owner.
    version
        The version the form was opened with.
    name, sides, remark
        As they shall be; the name in the interface's own language.
    other_name
        What it is called in the other language; None: as it is.

    Raises
    ------
    NotAllowedError
        It is somebody else's.
    WrongStateError
        It has been saved since the form was opened, the name is empty, or the sides are none.
    """
    _check_owner(interface, by)
    locked = NamedInterface.objects.select_for_update().get(pk=interface.pk)
    if locked.version != version:
        raise WrongStateError(
            _("This interface has been saved since you opened the form."),
            _("Your text is kept below; look at the saved one, put both together and save again."),
        )
    locked.version += 1
    names = (name, locked.other_name if other_name is None else other_name)
    _write(locked, names, _chosen(sides), remark)
    told = [] if other_name is None else ["other_name"]
    write_log(locked, verb="change_interface", by=by, fields=["name", "side_a", "side_b", "aims", "remark", *told])


@transaction.atomic
def release_interface(interface: NamedInterface, *, by: User, release: str) -> None:
    """Say who may see a named interface. Who may: its owner. Logged with who and when.

    Raises
    ------
    NotAllowedError
        It is somebody else's.
    UnknownNameError
        There is no such level.
    """
    _check_owner(interface, by)
    set_release(interface, by=by, release=release)
    make_interface_findable(interface)
    write_log(interface, verb="release_interface", by=by, fields=("release",))


@transaction.atomic
def remove_interface(interface: NamedInterface, *, by: User) -> None:
    """Take a named interface away; it can be brought back. Who may: its owner. Logged."""
    _check_owner(interface, by)
    _mark(interface, by, removed=True)


@transaction.atomic
def restore_interface(interface: NamedInterface, *, by: User) -> None:
    """Bring a named interface back. Who may: its owner. Logged."""
    _check_owner(interface, by)
    _mark(interface, by, removed=False)


def make_interface_findable(interface: NamedInterface) -> None:
    """Write its names into the search table. Who may: the action that changes it."""
    texts = [Text("", "", interface.name, language=interface.language, weight=1.0)]
    if interface.other_name:
        texts.append(Text("", "", interface.other_name, language=interface.other_language, weight=1.0))
    found = [] if interface.removed else texts_of(interface, KIND, interface.public_id, texts)
    keep_texts_of(KIND, interface.public_id, found)


def _mark(interface: NamedInterface, by: User, *, removed: bool) -> None:
    interface.removed = timezone.now() if removed else None
    interface.save(update_fields=["removed"])
    make_interface_findable(interface)
    write_log(interface, verb="remove_interface" if removed else "restore_interface", by=by, fields=("removed",))


def _write(interface: NamedInterface, names: tuple[str, str], chosen: Sequence[Sequence[Field]], remark: str) -> None:
    name, other_name = (" ".join(one.split())[:LONGEST_NAME] for one in names)
    if not name:
        raise WrongStateError(_("The interface has no name yet."), _("Name it."))
    interface.name, interface.other_name, interface.remark = name, other_name, remark
    interface.save()
    one, other, aims = chosen
    interface.side_a.set(one)
    interface.side_b.set(other)
    interface.aims.set(aims)
    make_interface_findable(interface)


def _chosen(sides: Sides) -> list[list[Field]]:
    """The fields of the sides; one that has ended or is unknown does not count."""
    asked = (sides.a, sides.b, sides.aims)
    wanted = {public_id for side in asked for public_id in side}
    known = {one.public_id: one for one in Field.objects.filter(public_id__in=wanted, valid_to__isnull=True)}
    a, b, aims = ([known[public_id] for public_id in side if public_id in known] for side in asked)
    if not a or not b:
        raise WrongStateError(_("An interface needs at least one field on each side."), _("Choose them."))
    both = {one.pk for one in a} & {one.pk for one in b}
    if both:
        names = ", ".join(str(one) for one in a if one.pk in both)
        message = _("A field stands on both sides: %(names)s.") % {"names": names}
        raise WrongStateError(message, _("Choose one side for it."))
    if len({one.scheme for one in (*a, *b)}) > 1:
        raise WrongStateError(_("The fields are of two vocabularies."), _("Choose fields of one."))
    return [a, b, aims]


def _check_owner(interface: NamedInterface, by: User) -> None:
    if interface.owner_id != by.pk:
        raise NotAllowedError(_("Only who named an interface changes it."), "")
