"""Lists of people, and when what the search could not take is tried again."""

from django.db import migrations, models


def forget_the_kind(apps, _schema):
    """Backwards: no older program knows what lists of this kind are, so they are given up.

    Nothing refers to the rows that are deleted, so that PostgreSQL has nothing to check before tables are altered.
    """
    for name in ("IntakeRow", "IntakeEntry"):
        apps.get_model("registry", name).objects.filter(intake__kind="people").delete()
    apps.get_model("registry", "IntakeMapping").objects.filter(kind="people").delete()
    lists = apps.get_model("registry", "Intake").objects.filter(kind="people")
    lists.update(kind="members", state="cancelled", searched=None)


class Migration(migrations.Migration):
    """Columns that are empty for older lists."""

    dependencies = [
        ("registry", "0023_check_ins_of_an_event"),
    ]

    operations = [
        migrations.AddField(
            model_name="intake",
            name="ground",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="intake",
            name="later",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="intake",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
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
                ],
                default="members",
                max_length=12,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_the_kind),  # the first that is done backwards
    ]
