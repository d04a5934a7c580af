"""Partial dates on pages: {% load register %} {{ one.began|partial_date }}."""

from __future__ import annotations

from django import template

from crossfield.web.registry.models.partial_date import written

register = template.Library()
register.filter("partial_date", written)
