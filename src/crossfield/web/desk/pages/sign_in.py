"""Signing in, where others can reach the workbench."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

sign_in = LoginView.as_view(template_name="desk/sign_in.html", redirect_authenticated_user=True)
sign_out = LogoutView.as_view()
