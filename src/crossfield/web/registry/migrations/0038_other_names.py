"""Organisations have other names beside the one that is shown: said by sources, searched and looked up."""

from django.db import migrations, models

KEYS = [
    ("name", "name"),
    ("city", "city"),
    ("postcode", "postcode"),
    ("region", "region of the seat"),
    ("website", "website"),
    ("type", "type"),
    ("founded", "founded"),
    ("members", "members"),
    ("label", "label or programme"),
    ("fields", "fields, in the source's words"),
    ("services", "services"),
    ("remark", "remark"),
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0037_details_without_values")]

    operations = [
        migrations.AlterField("organisationvalue", "key", models.CharField(choices=KEYS, max_length=40)),
        migrations.AddField("organisationvalue", "folded", models.CharField(editable=False, max_length=600, null=True)),
        migrations.AddIndex(
            "organisationvalue",
            models.Index(
                fields=["folded"], condition=models.Q(folded__isnull=False), name="organisation_by_other_name"
            ),
        ),
    ]
