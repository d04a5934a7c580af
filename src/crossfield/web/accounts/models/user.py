"""Users: people who sign in by mail address, and the one local user at a desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import public_id_field

DESK_EMAIL = "desk@localhost"
DEMO_DOMAIN = "demo.example"
"""Where accounts of a demonstration have their addresses; no mail can ever reach it, so that nobody else has one."""


class Role(models.TextChoices):
    """What somebody does for the institution; what each may is in the rules of the rooms."""

    VISITOR = "visitor", _("visitor")
    MEMBER = "member", _("member organisation")
    MANAGER = "manager", _("cluster management")
    OFFICER = "officer", _("programme management")
    REVIEWER = "reviewer", _("reviewer")
    ANALYST = "analyst", _("analyst")
    ADMINISTRATOR = "administrator", _("administrator")


class UserManager(BaseUserManager["User"]):
    """Makes users; a mail address counts once, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **rest: Any) -> User:  # noqa: ANN401 -- columns
        """Make a user; without a password nobody can sign in as this user."""
        user = self.model(email=email.strip().casefold(), **rest)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **rest: Any) -> User:  # noqa: ANN401 -- columns
        """Make a user who may do everything, the administration included."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **rest)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by mail address as it was typed."""
        return self.get(email=(username or "").strip().casefold())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    public_id = public_id_field()
    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("institution"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.VISITOR)
    language = models.CharField(
        _("language"),
        max_length=2,
        default="de",
        choices=[("de", _("German")), ("en", _("English"))],
        help_text=_("Language of the mail that the workbench sends."),
    )
    region = models.CharField(_("own region"), max_length=8, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("administers"), default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Bring an address that a form was given into the one spelling under which people sign in."""
        return super().normalize_username(username).strip().casefold()

    @property
    def role_in_force(self) -> str:
        """The role; who administers the workbench is an administrator of the own institution, too."""
        return Role.ADMINISTRATOR if self.is_superuser else self.role

    @property
    def is_desk(self) -> bool:
        """True for the local user of a desk, who has no password."""
        return self.email == DESK_EMAIL

    @property
    def is_demo(self) -> bool:
        """True for the accounts of a demonstration, whose passwords many people may have seen."""
        return self.email.endswith(f"@{DEMO_DOMAIN}")

    @property
    def may_sign_in(self) -> bool:
        """True for an open account; one of a demonstration is open while the workbench is one."""
        return self.is_active and (bool(settings.DEMO) or not self.is_demo)
