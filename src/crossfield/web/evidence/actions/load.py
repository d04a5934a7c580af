"""Loading: asking for a source, receiving a file that is dropped in, stopping, going on, choosing what is shown."""

from __future__ import annotations

import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import LakeError, NotAllowedError, SourceError, UnknownNameError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.evidence.models.load import Load
from crossfield.web.evidence.queries.data import chosen_lake, lake_of, starter_mark
from crossfield.web.evidence.queries.load import KINDS, OWN_TABLE, PROGRAMMES, incoming_folder, received
from crossfield.web.evidence.rules import can_manage_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossfield.web.accounts.models import User


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""


CHUNK = 2**20
SPARE = 2**28
"""Bytes that stay free on the disk when a file is received."""
ADDED = ("clusters", "statistics")
ENDINGS = (".zip", ".csv", ".tsv", ".txt", ".gz", ".xlsx")


@transaction.atomic
def ask_load(source: str, *, by: User) -> Load:
    """Queue a source to be taken from its official address; where it waits already, that load is given.

    Who may: those who administer. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user does not administer.
    UnknownNameError
        There is no such source with an official address.
    """
    _check_manager(by)
    if source not in PROGRAMMES:
        raise UnknownNameError("source", source, PROGRAMMES)
    found = Load.objects.filter(source=source, filename="", state__in=Load.QUEUED).first()
    return found or _made(by, source=source, state=Load.State.WAITING)


@transaction.atomic
def begin_receiving(filename: str, *, size: int, source: str, by: User) -> Load:
    """Make room for a file that comes in pieces; one of this user that broke off half-way is gone on with.

    Who may: those who administer. Logged; nothing is sent.

    Parameters
    ----------
    filename, size
        As the browser states them, size in bytes.
    source
        A name of `KINDS`; empty: told by what is inside.
    by
        Whose load it is.

    Raises
    ------
    NotAllowedError, UnknownNameError, SourceError
        The user does not administer; no such source; the file is empty, of a kind that is not read, or too large for
        the disk.
    WrongStateError
        A list or a statistic, and there are no loaded projects to add it to.
    """
    _check_manager(by)
    if source and source not in KINDS:
        raise UnknownNameError("source", source, KINDS)
    if source in ADDED and chosen_lake().is_starter:
        message = _("Lists and statistics need projects beside them; only the data that ship with crossfield are here.")
        raise WrongStateError(message, _("Load EU projects first."))
    name = PurePath(filename.replace("\\", "/")).name[-200:]
    if not name.lower().endswith(ENDINGS):
        message = _("“%(name)s” is no file that is read here.") % {"name": name}
        raise SourceError(message, _("Expected: %(endings)s.") % {"endings": ", ".join(ENDINGS)})
    if size < 1:
        raise SourceError(_("“%(name)s” is empty.") % {"name": name}, _("Download it again."))
    settings.WORKSPACE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.WORKSPACE).free
    if size + SPARE > free:
        message = _("The file has %(size)d MB, and %(free)d MB are free on this computer.")
        raise SourceError(message % {"size": size // 10**6, "free": free // 10**6}, _("Free some space first."))
    begun = Load.objects.filter(owner=by, filename=name, size=size, source=source, state=Load.State.RECEIVING).first()
    return begun or _made(by, source=source, filename=name, size=size, state=Load.State.RECEIVING)


def receive_piece(load: Load, stream: Readable, *, at: int, by: User) -> int:
    """Write a piece behind what has arrived; with the last one the load waits for the worker.

    Who may: whoever began it. Not logged piece by piece.

    Parameters
    ----------
    load
        One that is being received.
    stream
        The piece.
    at
        Bytes before it.
    by
        Who sends it.

    Returns
    -------
    int
        Bytes that have arrived.

    Raises
    ------
    NotAllowedError, WrongStateError, SourceError
        It is another user's; it is not being received, or the piece does not follow on what is there; more arrives than
        was stated.
    """
    _check_owner(load, by)
    if load.state != Load.State.RECEIVING:
        raise WrongStateError(_("This file has arrived already, or was stopped."), "")
    have = received(load)
    if at != have:
        message = _("%(have)d bytes have arrived, and the piece begins at %(at)d.") % {"have": have, "at": at}
        raise WrongStateError(message, _("Send what comes next."))
    _append(load, iter(lambda: stream.read(CHUNK), b""))
    return _arrived(load)


def receive_file(load: Load, pieces: Iterable[bytes], *, by: User) -> int:
    """Write a file that comes whole, where the browser runs no script. Who may: whoever began it. Not logged again.

    Raises
    ------
    NotAllowedError, SourceError
        It is another user's; more arrives than was stated.
    """
    _check_owner(load, by)
    shutil.rmtree(incoming_folder(load), ignore_errors=True)
    _append(load, pieces)
    return _arrived(load)


@transaction.atomic
def cancel_load(load: Load, *, by: User) -> None:
    """Stop a load: the worker leaves it, and the data stay as they were.

    Who may: those who administer, and whose own table it is. Logged.

    Raises
    ------
    NotAllowedError, WrongStateError
        The user does not administer; it is done.
    """
    _check_may_stop(load, by)
    changed = Load.objects.filter(pk=load.pk, state__in=Load.OPEN).update(
        state=Load.State.CANCELLED, finished=timezone.now()
    )
    if not changed:
        raise WrongStateError(_("This load is done and cannot be stopped."), "")
    shutil.rmtree(incoming_folder(load), ignore_errors=True)
    write_log(load, verb="cancel_load", by=by, fields=("state",))


@transaction.atomic
def continue_load(load: Load, *, by: User) -> None:
    """Queue a load again that broke off or did not work. Who may: as for `cancel_load`. Logged.

    Raises
    ------
    NotAllowedError, WrongStateError
        The user does not administer; it is done, or its file is gone.
    """
    _check_may_stop(load, by)
    if load.state not in {*Load.QUEUED, Load.State.FAILED} or (load.filename and not received(load)):
        raise WrongStateError(_("This load cannot be gone on with."), _("Begin a new one on the page on the data."))
    load.state, load.attempts, load.message, load.hint, load.finished = Load.State.WAITING, 0, "", "", None
    load.queued = timezone.now()
    load.save(update_fields=["state", "queued", "attempts", "message", "hint", "finished"])
    write_log(load, verb="continue_load", by=by, fields=("state",))


@transaction.atomic
def show_version(version: str, *, by: User) -> None:
    """Let all pages show another data version that is there. Who may: those who administer. Logged with its name.

    Raises
    ------
    NotAllowedError, UnknownNameError
        The user does not administer; there is no such version.
    LakeError
        Its folder cannot be written.
    """
    _check_manager(by)
    lake = lake_of(version)
    try:
        if lake.is_starter:
            starter_mark().write_text(version, encoding="utf-8")
        else:
            lake.make_current(version)
            starter_mark().unlink(missing_ok=True)
    except OSError as error:
        raise LakeError(_("The choice cannot be written down: %(error)s.") % {"error": error}, "") from error
    write_log(by, verb="show_version", by=by, fields=(version,))


def _made(by: User, **given: object) -> Load:
    load = Load.objects.create(owner=by, institution=by.institution, **given)
    write_log(load, verb="begin_load", by=by, fields=("source", "filename"))
    return load


def _append(load: Load, pieces: Iterable[bytes]) -> None:
    folder = incoming_folder(load)
    folder.mkdir(parents=True, exist_ok=True)
    have = received(load)
    with (folder / load.filename).open("ab") as out:
        for piece in pieces:
            have += len(piece)
            if load.size is not None and have > load.size:
                message = _("More has arrived than the %(size)d bytes that were announced.") % {"size": load.size}
                raise SourceError(message, _("Drop the file in again."))
            out.write(piece)


def _arrived(load: Load) -> int:
    have = received(load)
    if have == load.size:
        load.state, load.queued = Load.State.WAITING, timezone.now()
        load.save(update_fields=["state", "queued"])
    return have


def _check_manager(by: User) -> None:
    if not can_manage_data(by):
        raise NotAllowedError(_("Data are loaded and chosen by those who administer this workbench."), "")


def _check_may_stop(load: Load, by: User) -> None:
    if load.source == OWN_TABLE and load.owner_id == by.pk:
        return
    _check_manager(by)


def _check_owner(load: Load, by: User) -> None:
    _check_manager(by)
    if load.owner_id != by.pk:
        raise NotAllowedError(_("This load is somebody else's."), "")
