"""The two fields that a contact or an event is about, where no named interface is."""

import django.db.models.deletion
from django.db import migrations, models


def field_of(said: str) -> models.ForeignKey:
    """A link to a field, which stays as long as something hangs on it."""
    return models.ForeignKey(
        "registry.field", blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
        verbose_name=said,
    )  # fmt: skip


class Migration(migrations.Migration):
    """Two columns each."""

    dependencies = [("registry", "0024_lists_of_people")]
    operations = [
        migrations.AddField(model_name=model, name=name, field=field_of(said))
        for model in ("contact", "event")
        for name, said in (("side_a", "one field"), ("side_b", "other field"))
    ]
