import crossfield.web.accounts.models.public_id
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_log_is_append_only"),
        ("evidence", "0003_finding_basis_and_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShortlistEntry",
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
                ("kind", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("status", models.CharField(blank=True, max_length=80)),
                ("through", models.TextField(blank=True)),
                ("why", models.TextField(blank=True)),
                ("records", models.TextField(blank=True)),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("language", models.CharField(max_length=2)),
                ("asked", models.TextField()),
                ("query", models.TextField(blank=True)),
                ("data_version", models.CharField(max_length=80)),
                ("citation", models.TextField(blank=True)),
                ("position", models.PositiveIntegerField(default=0)),
                ("removed", models.DateTimeField(blank=True, null=True)),
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
                "verbose_name": "shortlist entry",
                "verbose_name_plural": "shortlist entries",
                "ordering": ("position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed__isnull", True)),
                        fields=("owner", "kind", "code"),
                        name="shortlisted_once",
                    )
                ],
            },
        ),
    ]
