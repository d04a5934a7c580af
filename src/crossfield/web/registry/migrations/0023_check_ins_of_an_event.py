"""Every check-in has its event. Apart from filling it in: PostgreSQL alters no table in the same transaction."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0022_check_ins_taken_off")]

    operations = [
        migrations.AlterField(
            "checkin",
            "event",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="check_ins", to="registry.event"
            ),
        ),
    ]
