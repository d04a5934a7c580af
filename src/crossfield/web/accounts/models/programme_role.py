"""Roles in a single programme: reviewers and officers often come from elsewhere than the institution that runs it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import LENGTH
from crossfield.web.accounts.models.user import Role, User


class ProgrammeRole(models.Model):
    """What somebody is in one programme, named by its public id: the programme itself is a row of an upper room."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="programme_roles", verbose_name=_("user"))
    programme = models.CharField(_("programme"), max_length=LENGTH)
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[(role.value, role.label) for role in (Role.OFFICER, Role.REVIEWER, Role.ANALYST)],
    )

    class Meta:
        verbose_name = _("role in a programme")
        verbose_name_plural = _("roles in programmes")
        ordering = ("programme", "user", "role")
        constraints = (
            models.UniqueConstraint(fields=["user", "programme", "role"], name="programme_role_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=("officer", "reviewer", "analyst")), name="programme_role_is_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.programme})"
