"""Mail that the workbench sends by itself: what was sent, and who wants none; addresses stand here as keyed hashes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution

HASH = 64


class MailKind(models.TextChoices):
    """What people can do without: each kind is left by one click."""

    DIGEST = "digest", _("weekly digest")
    REMINDER = "reminder", _("question about an introduction")
    UPDATE = "update", _("yearly update of a profile")
    INVITATION = "invitation", _("invitation to an event")
    NEWS = "news", _("news")


class Mail(models.Model):
    """One mail in the outbox. Its key says what it is, so that no mail is sent twice; its text is not kept."""

    class State(models.TextChoices):
        """How far it is; one whose sending broke off stays as it is, as nobody knows whether it went out."""

        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("refused by the mail server")
        REFUSED = "refused", _("refused for good")

    UNSENT = (State.FAILED, State.REFUSED)
    """What did not go out; what is refused for good, such as by a mailbox that is not there, is not tried again."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=MailKind.choices)
    to_hash = models.CharField(max_length=HASH, blank=True, db_index=True, help_text="Empty: forgotten.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENDING)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind} {self.state}"


class BlockedAddress(models.Model):
    """An address that wants no mail of a kind; as a keyed hash it outlives whatever else is known of the address.

    ``institution`` is whose mail it wants no more; without one, nobody's in this workbench.
    """

    kind = models.CharField(max_length=12, choices=MailKind.choices)
    to_hash = models.CharField(max_length=HASH)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "to_hash", "institution"], name="blocked_once_there"),
            models.UniqueConstraint(
                fields=["kind", "to_hash"], condition=models.Q(institution__isnull=True), name="blocked_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d}"
