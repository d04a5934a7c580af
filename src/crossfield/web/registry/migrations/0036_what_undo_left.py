"""What undoing a list left is told column by column, and what names an organisation that stayed."""

from typing import Any

from django.db import migrations, models

NEW = {"by_value", "by_sheet", "by_membership"}


def shorten(apps: Any, _editor: Any) -> None:
    """Leave out what was not told before."""
    items = apps.get_model("registry", "IntakeItem").objects.filter(stayed__contains="by_")
    for item in items.iterator(chunk_size=1_000):
        kept = "".join(f"{one} " for one in item.stayed.split() if one not in NEW)
        item.stayed = f"{kept[:80].rpartition(' ')[0]} "
        item.save(update_fields=["stayed"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0035_contacts_of_sheets_are_personal")]

    operations = [
        migrations.AlterField("intakeitem", "stayed", models.CharField(blank=True, default="", max_length=200)),
        migrations.RunPython(migrations.RunPython.noop, shorten),
    ]
