"""A list keeps what tells it from others, so that a form that is sent twice makes one list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0045_confirmed_takes_two"),
    ]

    operations = [
        migrations.AddField(
            model_name="intake",
            name="fingerprint",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Of what its form brought: it is known when sent again.",
                max_length=64,
            ),
        ),
    ]
