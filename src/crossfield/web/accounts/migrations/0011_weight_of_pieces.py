"""Pieces of the search hold the weight of their entry, so that their index alone answers."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def weigh(apps, schema_editor):
    """Give each piece the weight of its entry, in the database."""
    entries = apps.get_model("accounts", "SearchEntry").objects.filter(pk=OuterRef("entry"))
    apps.get_model("accounts", "SearchGram").objects.update(weight=Subquery(entries.values("weight")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_clearing_of_departures"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="searchgram", name="search_gram_entry"),
        migrations.AddField(
            model_name="searchgram",
            name="weight",
            field=models.FloatField(default=1, help_text="Of its entry."),
        ),
        migrations.RunPython(weigh, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="searchgram",
            index=models.Index(fields=["gram", "entry", "weight"], name="search_gram_weight"),
        ),
    ]
