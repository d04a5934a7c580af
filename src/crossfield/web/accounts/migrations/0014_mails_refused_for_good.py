"""Mails that a mail server refuses for good are told from those that are tried again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_mailings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("sending", "being sent"),
                    ("sent", "sent"),
                    ("failed", "refused by the mail server"),
                    ("refused", "refused for good"),
                ],
                default="sending",
                max_length=8,
            ),
        ),
    ]
