"""Guests keep the type that a list says beside the one that they check in with."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef

KINDS = [
    ("company", "company"),
    ("university", "university"),
    ("research", "research"),
    ("public", "public body"),
    ("other", "other"),
]


def fill(apps: Any, _editor: Any) -> None:
    """The type of who stands on a list and has no check-in that counts is the list's."""
    counting = apps.get_model("registry", "CheckIn").objects.filter(guest=OuterRef("pk"), taken_off=None)
    guests = apps.get_model("registry", "EventGuest").objects.filter(~Exists(counting)).exclude(listed="")
    guests.update(listed_kind=F("kind"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0028_mailings")]

    operations = [
        migrations.AddField(
            "eventguest", "listed_kind", models.CharField(blank=True, choices=KINDS, default="", max_length=12)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
