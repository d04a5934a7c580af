"""Requests for profiles that were made for many at once are sent as work of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("accounts", "0018_pieces_without_constraint"),)

    operations = (
        migrations.AlterField(
            model_name="schedule",
            name="name",
            field=models.CharField(
                choices=[
                    ("digest", "weekly digest"),
                    ("reminder", "question about introductions after 30 days"),
                    ("update", "yearly update of profiles"),
                    ("request", "sending of requests for profiles"),
                    ("mailing", "sending of invitations and news that were let out"),
                    ("history", "clearing of contact details from the history after 30 days"),
                    ("details", "clearing of contact details 30 days after they expired or were withdrawn"),
                    ("departure", "clearing of what an institution took away, after 30 days"),
                    ("forms", "letting go of input kept after a session had ended, after a day"),
                    ("lists", "making lists findable, and clearing lists of people after 30 days"),
                ],
                max_length=12,
                unique=True,
            ),
        ),
    )
