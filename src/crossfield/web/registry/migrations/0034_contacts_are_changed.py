"""Contacts are changed and taken off: who saves later is told, and what was taken off can be put back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0033_relations_have_public_ids")]

    operations = [
        migrations.AddField("contact", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "contact",
            "taken_off",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken off"),
        ),
    ]
