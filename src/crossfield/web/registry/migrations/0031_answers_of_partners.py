"""A partner's institution may decline a cooperation; texts of a cooperation can be changed by one at a time."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_mails_refused_for_good"), ("registry", "0030_seats_by_postcode_and_city")]

    operations = [
        migrations.AddField("cooperation", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "cooperationpartner",
            "declined_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="accounts.institution"
            ),
        ),
        migrations.AddField("cooperationpartner", "declined_at", models.DateTimeField(null=True)),
        migrations.AddField("cooperationpartner", "why", models.CharField(blank=True, default="", max_length=300)),
    ]
