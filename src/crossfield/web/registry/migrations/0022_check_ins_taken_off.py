"""Check-ins can be taken off: each keeps its own name and kind, and guests what lists say of them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

KINDS = [
    ("company", "company"),
    ("university", "university"),
    ("research", "research"),
    ("public", "public body"),
    ("other", "other"),
]
STATES = [("invited", "invited"), ("registered", "registered"), ("attended", "was there")]


def fill(apps: Any, _editor: Any) -> None:
    """Take event, name and kind from the guest; who never checked in stands on a list."""
    check_ins, guests = apps.get_model("registry", "CheckIn"), apps.get_model("registry", "EventGuest")
    own = guests.objects.filter(pk=OuterRef("guest"))
    check_ins.objects.update(**{name: Subquery(own.values(name)) for name in ("event", "name", "kind")})
    guests.objects.filter(check_ins=None).update(listed=F("state"), listed_people=F("people"))


def forget(apps: Any, _editor: Any) -> None:
    """Without the columns every check-in counts: those that were taken off go."""
    apps.get_model("registry", "CheckIn").objects.exclude(taken_off=None, guest__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_trouble_of_lists")]

    operations = [
        migrations.AddField("eventguest", "listed", models.CharField(blank=True, choices=STATES, max_length=12)),
        migrations.AddField("eventguest", "listed_people", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            "checkin",
            "event",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="check_ins",
                to="registry.event",
            ),
        ),
        migrations.AddField("checkin", "name", models.CharField(default="", max_length=300), preserve_default=False),
        migrations.AddField(
            "checkin", "kind", models.CharField(choices=KINDS, default="other", max_length=12), preserve_default=False
        ),
        migrations.AddField("checkin", "taken_off", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "checkin",
            "guest",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="check_ins",
                to="registry.eventguest",
            ),
        ),
        migrations.AlterModelOptions("checkin", {"ordering": ("event", "at", "pk")}),
        migrations.RunPython(fill, forget),
    ]
