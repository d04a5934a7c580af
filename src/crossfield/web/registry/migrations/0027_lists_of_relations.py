"""Lists of relations of organisations."""

from django.db import migrations, models


def forget_the_kind(apps, _schema):
    """Backwards: no older program knows what lists of this kind are, so they are given up."""
    for name in ("IntakeRow", "IntakeEntry"):
        apps.get_model("registry", name).objects.filter(intake__kind="relations").delete()
    apps.get_model("registry", "IntakeMapping").objects.filter(kind="relations").delete()
    lists = apps.get_model("registry", "Intake").objects.filter(kind="relations")
    lists.update(kind="members", state="cancelled", searched=None)


class Migration(migrations.Migration):
    """One choice more."""

    dependencies = [
        ("registry", "0026_lists_of_guests"),
    ]

    operations = [
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
                    ("relations", "relations of organisations"),
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
                    ("relations", "relations of organisations"),
                ],
                default="members",
                max_length=12,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_the_kind),  # the first that is done backwards
    ]
