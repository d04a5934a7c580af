"""Errors of the engine on pages: {% load engine %} {{ error|engine_error }} {{ load.hint|engine_text }}."""

from __future__ import annotations

from django import template

from crossfield.web.accounts.queries.engine_words import error_in_html, in_html

register = template.Library()
register.filter("engine_error", error_in_html)
register.filter("engine_text", in_html)
