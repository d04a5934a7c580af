"""On what ground an institution speaks; what one institution alone has confirmed is no longer "confirmed by both"."""

from django.db import migrations, models


def one_side(apps, schema_editor):
    """What one institution confirmed for all partners is documented where something proves it, else stated."""
    for found in apps.get_model("registry", "Cooperation").objects.filter(standing="confirmed"):
        if len(set(found.partners.values_list("confirmed_by", flat=True))) > 1:
            continue
        found.standing = "documented" if found.proofs.exists() else "stated"
        found.save(update_fields=["standing"])


def all_parts(apps, schema_editor):
    """Before, it was enough that every part was confirmed."""
    known = apps.get_model("registry", "Cooperation").objects.exclude(standing="confirmed").filter(others=0)
    for found in known.filter(partners__isnull=False).distinct():
        if not found.partners.filter(confirmed_by=None).exists():
            found.standing = "confirmed"
            found.save(update_fields=["standing"])


class Migration(migrations.Migration):
    """Two columns, empty for claims that stand; and the standing of cooperations."""

    dependencies = [("registry", "0044_memberships_taken_off")]
    operations = [
        migrations.AddField(
            model_name="representation",
            name="ground",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="representation",
            name="authorised",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(one_side, all_parts),
    ]
