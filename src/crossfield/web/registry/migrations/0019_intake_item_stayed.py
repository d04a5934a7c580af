"""What undoing a list left as it was, row by row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("registry", "0018_delegates")]
    operations = [
        migrations.AddField(
            model_name="intakeitem",
            name="stayed",
            field=models.CharField(blank=True, default="", max_length=80),
        )
    ]
