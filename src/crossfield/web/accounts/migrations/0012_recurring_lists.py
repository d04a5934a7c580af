"""Recurring work on lists has a name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One choice more."""

    dependencies = [
        ("accounts", "0011_weight_of_pieces"),
    ]

    operations = [
        migrations.AlterField(
            model_name="schedule",
            name="name",
            field=models.CharField(
                choices=[
                    ("digest", "weekly digest"),
                    ("reminder", "question about introductions after 30 days"),
                    ("update", "yearly update of profiles"),
                    ("history", "clearing of contact details from the history after 30 days"),
                    ("departure", "clearing of what an institution took away, after 30 days"),
                    ("forms", "letting go of input kept after a session had ended, after a day"),
                    ("lists", "making lists findable, and clearing lists of people after 30 days"),
                ],
                max_length=12,
                unique=True,
            ),
        ),
    ]
