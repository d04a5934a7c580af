"""Administration of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db import models

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.registry.actions.search import forget_organisations
from crossfield.web.registry.models import Field, NamedInterface, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Field)
class FieldAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Fields."""

    list_display = ("code", "scheme", "kind", "title_de", "title_en", "valid_to")
    list_filter = ("scheme", "kind")
    search_fields = ("code", "title_de", "title_en")
    readonly_fields = ("public_id",)


@admin.register(NamedInterface)
class NamedInterfaceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Named interfaces."""

    list_display = ("name", "release")
    filter_horizontal = ("side_a", "side_b", "aims")
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ("public_id",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Organisations: looked at here, and deleted; added and changed in the register, which asks who else uses them."""

    list_display = ("name", "region")
    search_fields = ("name",)
    readonly_fields = ("public_id", "name", "region")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody adds one here: neither the search nor the history would know it."""
        return False

    def delete_model(self, request: HttpRequest, obj: Organisation) -> None:
        """Delete it, from the search, too."""
        self._forget(request, [obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        """Delete several."""
        self._forget(request, queryset)
        super().delete_queryset(request, queryset)

    @staticmethod
    def _forget(request: HttpRequest, gone: Iterable[Organisation]) -> None:
        found = list(gone)
        forget_organisations([one.public_id for one in found])
        for one in found:
            write_log(one, verb="delete_organisation", by=reader_of(request))
