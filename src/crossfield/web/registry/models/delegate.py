"""Who answers for an organisation with an account of her own, and on what ground."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.registry.models.organisation import Organisation


class Delegate(Kept):
    """That somebody with an account confirms the profile of an organisation; never without a recorded ground."""

    class Basis(models.TextChoices):
        """Why this person may speak for the organisation."""

        MANDATE = "mandate", _("authorised by it in writing")
        STATUTORY = "statutory", _("represents it by law, as its register says")
        CONSENT = "consent", _("agreed to, and the organisation said so")

    public_id = public_id_field()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegates")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(_("ground"), max_length=12, choices=Basis.choices)
    source = models.CharField(_("where that is recorded"), max_length=300)
    since = models.DateField(_("since"))
    ended = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ("organisation__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(ended=None), name="delegate_once"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="delegate_has_a_ground"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"
