"""Answers to mail of an institution go to its own address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_blocks_of_an_institution")]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="contact",
            field=models.EmailField(
                blank=True, default="", max_length=254, verbose_name="contact address, to which answers to its mail go"
            ),
            preserve_default=False,
        ),
    ]
