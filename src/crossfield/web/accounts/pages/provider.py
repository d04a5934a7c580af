"""The way to the provider of an institution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.socialaccount.providers.openid_connect import views as openid
from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

FOUND = 302


def provider_start(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the provider by a page that goes on by itself: the policy lets no form lead to another site."""
    answer: HttpResponseBase = openid.login(request, provider_id)
    if answer.status_code != FOUND or not answer["Location"].startswith(("https://", "http://")):
        return answer
    return render(request, "accounts/leaving.html", {"address": answer["Location"]})
