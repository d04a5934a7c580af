"""Details of people that have ended lose their value after thirty days; a hash stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("registry", "0036_what_undo_left"),)

    operations = (
        migrations.AddField("persondetail", "cleared", models.DateTimeField(blank=True, null=True, editable=False)),
        migrations.AddField(
            "persondetail",
            "value_hash",
            models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            "persondetail",
            models.CheckConstraint(
                condition=models.Q(cleared__isnull=True) | models.Q(value=""), name="what_is_cleared_has_no_value"
            ),
        ),
    )
