import crossfield.web.accounts.models.public_id
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_log_is_append_only"),
        ("evidence", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Load",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=crossfield.web.accounts.models.public_id.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("source", models.CharField(blank=True, max_length=40)),
                ("given", models.CharField(blank=True, max_length=500)),
                ("filename", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("receiving", "the file is on its way"),
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("unchanged", "nothing new"),
                            ("failed", "did not work"),
                            ("cancelled", "stopped"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=120)),
                ("steps_done", models.PositiveSmallIntegerField(default=0)),
                ("loaded", models.PositiveBigIntegerField(blank=True, null=True)),
                ("expected", models.PositiveBigIntegerField(blank=True, null=True)),
                ("queued", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("started", models.DateTimeField(blank=True, null=True)),
                ("finished", models.DateTimeField(blank=True, null=True)),
                ("message", models.TextField(blank=True)),
                ("hint", models.TextField(blank=True)),
                ("before", models.CharField(blank=True, max_length=80)),
                ("after", models.CharField(blank=True, max_length=80)),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.institution",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "load",
                "verbose_name_plural": "loads",
                "ordering": ("-created", "-pk"),
            },
        ),
    ]
