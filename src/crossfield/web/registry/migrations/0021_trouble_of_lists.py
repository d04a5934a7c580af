"""What stopped the work on a list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("registry", "0020_intake_kinds")]
    operations = [
        migrations.AddField(
            model_name="intake",
            name="trouble",
            field=models.TextField(blank=True, default=""),
        )
    ]
