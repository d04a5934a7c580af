"""Administration of accounts: what only those who run the workbench need."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models import Institution, Invitation, LogEntry, Notice, ProgrammeRole, User

# Its own form would ask for no second step and count no tries.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth's documentation says

# Keys and sessions of people are nobody's business but their own; what an administrator needs is on the page on people.
admin.site.unregister((EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession))


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Users, by mail address."""

    ordering = ("email",)
    list_display = ("email", "name", "institution", "role", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "role", "institution")
    list_select_related = ("institution",)  # may be empty: Django does not join it by itself
    search_fields = ("email", "name")
    readonly_fields = ("public_id", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "institution", "role", "language", "region", "public_id")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "institution", "usable_password", "password1", "password2")}),)


@admin.register(ProgrammeRole)
class ProgrammeRoleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Roles in single programmes."""

    list_display = ("user", "programme", "role")
    list_select_related = ("user",)


@admin.register(Institution)
class InstitutionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Institutions and their partners."""

    filter_horizontal = ("partners",)
    readonly_fields = ("public_id",)


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Texts of the footer."""

    list_display = ("kind", "language", "changed")


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Invitations, to be read: they are made where the mail is sent."""

    list_display = ("email", "institution", "role", "expires", "used", "withdrawn")
    list_select_related = ("institution",)

    def has_add_permission(self, request: object) -> bool:  # noqa: ARG002 -- Django's signature
        """Nobody makes one here."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:  # noqa: ARG002 -- Django's signature
        """Nobody changes one here."""
        return False


@admin.register(LogEntry)
class LogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """The log, to be read; what was done to one thing, such as a list that was taken over and undone, shares its id."""

    list_display = ("at", "by", "institution", "verb", "kind", "public_id")
    list_filter = ("verb", "kind")
    search_fields = ("=public_id", "=by", "=institution")

    def has_add_permission(self, request: object) -> bool:  # noqa: ARG002 -- Django's signature
        """Nobody writes by hand."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:  # noqa: ARG002 -- Django's signature
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:  # noqa: ARG002 -- Django's signature
        """Nobody deletes."""
        return False
