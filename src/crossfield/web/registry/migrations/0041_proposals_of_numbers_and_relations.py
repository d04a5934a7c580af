from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0040_numbers_with_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="coreproposal",
            name="details",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AlterField(
            model_name="coreproposal",
            name="key",
            field=models.CharField(
                choices=[
                    ("name", "name"),
                    ("region", "seat"),
                    ("pic", "PIC"),
                    ("ror", "ROR"),
                    ("vat", "VAT number"),
                    ("wikidata", "Wikidata"),
                    ("register", "register"),
                    ("relation", "relation"),
                ],
                max_length=8,
            ),
        ),
    ]
