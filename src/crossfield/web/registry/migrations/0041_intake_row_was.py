"""How a row of a list was linked before a person corrected it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0040_numbers_with_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="intakerow",
            name="was",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
