"""Sending mail: plain text, without tracking, only to people who are known or were invited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Mapping


def send_mail(template: str, *, to: str, shown: Mapping[str, Any]) -> None:
    """Send a mail in the language that is active: the first line of the template is its subject.

    Who may: other actions only. Not logged here: the action that sends it is.

    Parameters
    ----------
    template
        Text template; first line the subject, then an empty line, then the text.
    to
        Mail address.
    shown
        What the template shows.
    """
    subject, _, text = render_to_string(template, dict(shown)).strip().partition("\n")
    EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[to]).send()
