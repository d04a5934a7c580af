"""The largest entries of a piece, and those that begin with a text, are found in an index and not by reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0019_requests_for_profiles"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="searchgram", name="search_gram_weight"),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["folded"], name="search_entry_begins", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="searchgram",
            index=models.Index(fields=["gram", "-weight", "entry"], name="search_gram_largest"),
        ),
    ]
