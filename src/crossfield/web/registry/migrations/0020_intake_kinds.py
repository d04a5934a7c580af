"""Lists of clusters, events and funding calls beside those of members, and what they bring."""

import django.db.models.deletion
from django.db import migrations, models


def forget_other_kinds(apps, _schema):
    """Without its kind a mapping is one of members; of a source there is one only."""
    apps.get_model("registry", "IntakeMapping").objects.exclude(kind="members").delete()


class Migration(migrations.Migration):
    """One table, and columns that are empty for older lists."""

    dependencies = [
        ("accounts", "0008_history"),
        ("registry", "0019_intake_item_stayed"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("thing", models.CharField(help_text="Public id.", max_length=16)),
                ("title", models.CharField(max_length=300)),
                ("is_new", models.BooleanField(default=False)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("stayed", models.CharField(blank=True, default="", max_length=120)),
            ],
            options={
                "ordering": ("intake", "number"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="intakemapping",
            name="mapping_once",
        ),
        migrations.AddField(
            model_name="intake",
            name="kind",
            field=models.CharField(
                choices=[
                    ("members", "organisations, or members of a cluster"),
                    ("clusters", "clusters"),
                    ("events", "events"),
                    ("calls", "funding calls of others"),
                ],
                default="members",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="as_of",
            field=models.CharField(blank=True, default="", help_text="Of the member count.", max_length=10),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="fields",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="founded",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="label",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="makes_cluster",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="members",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="origin",
            field=models.CharField(
                blank=True, default="", help_text="Who says so; empty: the list's source.", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="remark",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="membership_id_changed",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(model_name="intakeitem", name="before_since", field=models.DateField(null=True)),
        migrations.AddField(model_name="intakeitem", name="before_until", field=models.DateField(null=True)),
        migrations.AddField(
            model_name="intakemapping",
            name="kind",
            field=models.CharField(
                choices=[
                    ("members", "organisations, or members of a cluster"),
                    ("clusters", "clusters"),
                    ("events", "events"),
                    ("calls", "funding calls of others"),
                ],
                default="members",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="intakemapping",
            constraint=models.UniqueConstraint(fields=("institution", "kind", "source"), name="mapping_once"),
        ),
        migrations.AddField(
            model_name="intakeentry",
            name="intake",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="registry.intake",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeentry",
            constraint=models.UniqueConstraint(fields=("intake", "number"), name="intake_entry_once"),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_other_kinds),  # the first that is done backwards
    ]
