"""How a row of a list was linked before a person corrected it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0041_proposals_of_numbers_and_relations"),
    ]

    operations = [
        migrations.AddField(
            model_name="intakerow",
            name="was",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
