"""Who unsubscribes leaves one institution; what was left before was left for all of the workbench and stays so."""

import django.db.models.deletion
from django.db import migrations, models


def widen(apps, _schema):
    """Where there was one block for all again, nobody is written to who wanted no mail from somebody.

    No row is added: PostgreSQL alters no table while a row that is new to it waits for its check.
    """
    blocks = apps.get_model("accounts", "BlockedAddress").objects
    for kind, to_hash in set(blocks.filter(institution__isnull=False).values_list("kind", "to_hash")):
        same = blocks.filter(kind=kind, to_hash=to_hash)
        kept = same.filter(institution__isnull=True).first() or same.order_by("pk").first()
        same.exclude(pk=kept.pk).delete()
        same.update(institution=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_mails_refused_for_good")]

    operations = [
        migrations.RemoveConstraint(model_name="blockedaddress", name="blocked_once"),
        migrations.AddField(
            model_name="blockedaddress",
            name="institution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.institution",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockedaddress",
            constraint=models.UniqueConstraint(fields=("kind", "to_hash", "institution"), name="blocked_once_there"),
        ),
        migrations.AddConstraint(
            model_name="blockedaddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("institution__isnull", True)), fields=("kind", "to_hash"), name="blocked_once"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, widen),
    ]
