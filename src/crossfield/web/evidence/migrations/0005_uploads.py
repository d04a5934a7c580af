import crossfield.web.accounts.models.public_id
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_programme_roles"),
        ("evidence", "0004_shortlist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.CharField(
                        choices=[
                            ("own", "only me"),
                            ("institution", "my institution"),
                            ("partners", "partner institutions"),
                            ("public", "everyone"),
                        ],
                        default="own",
                        max_length=12,
                        verbose_name="release",
                    ),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "public_id",
                    models.CharField(
                        default=crossfield.web.accounts.models.public_id.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("activity", "Activity by region and field"),
                            ("projects", "Projects of other programmes"),
                            ("organisations", "Organisations"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("layout", models.CharField(blank=True, max_length=20)),
                ("headings_key", models.TextField(blank=True)),
                ("mapping", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "the columns are to be confirmed"),
                            ("computing", "is being read"),
                            ("ready", "ready"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("encoding", models.CharField(blank=True, max_length=12)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                ("rows_used", models.PositiveIntegerField(default=0)),
                ("problems", models.PositiveIntegerField(default=0)),
                ("removed", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.document"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "own table",
                "verbose_name_plural": "own tables",
                "ordering": ("-created", "-pk"),
            },
        ),
    ]
