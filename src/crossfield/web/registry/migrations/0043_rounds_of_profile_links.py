"""Links that are asked for at once have a common id."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("registry", "0042_intake_row_was"),)

    operations = (
        migrations.AddField(
            model_name="profilelink",
            name="round",
            field=models.CharField(
                blank=True, db_index=True, default="", help_text="Common id of what was asked at once.", max_length=16
            ),
        ),
    )
