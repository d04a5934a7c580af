"""Lists of guests, and the event whose guests a list has."""

import django.db.models.deletion
from django.db import migrations, models


def forget_the_kind(apps, _schema):
    """Backwards: no older program knows what lists of this kind are, so they are given up."""
    for name in ("IntakeRow", "IntakeEntry"):
        apps.get_model("registry", name).objects.filter(intake__kind="guests").delete()
    apps.get_model("registry", "IntakeMapping").objects.filter(kind="guests").delete()
    lists = apps.get_model("registry", "Intake").objects.filter(kind="guests")
    lists.update(kind="members", state="cancelled", searched=None)


class Migration(migrations.Migration):
    """A column that is empty for older lists."""

    dependencies = [
        ("registry", "0025_two_fields_of_contacts_and_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="intake",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="registry.event",
            ),
        ),
        migrations.AlterField(
            model_name="intake",
            name="kind",
            field=models.CharField(
                choices=[
                    ("members", "organisations, or members of a cluster"),
                    ("clusters", "clusters"),
                    ("events", "events"),
                    ("calls", "funding calls of others"),
                    ("people", "people"),
                    ("guests", "guests of events"),
                ],
                default="members",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="intakemapping",
            name="kind",
            field=models.CharField(
                choices=[
                    ("members", "organisations, or members of a cluster"),
                    ("clusters", "clusters"),
                    ("events", "events"),
                    ("calls", "funding calls of others"),
                    ("people", "people"),
                    ("guests", "guests of events"),
                ],
                default="members",
                max_length=12,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_the_kind),  # the first that is done backwards
    ]
