"""Lists tell in which region a seat lies, by its postcode and its city, and who says so."""

from django.db import migrations, models

KEYS = [
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
    dependencies = [("registry", "0029_type_that_lists_say")]

    operations = [
        migrations.AddField("intake", "home", models.CharField(blank=True, default="", max_length=2)),
        migrations.AddField("intakerow", "seat", models.JSONField(blank=True, default=dict)),
        migrations.AddField("intakeitem", "postcode", models.TextField(blank=True, default="")),
        migrations.AddField(
            "intakeitem",
            "region_from",
            models.CharField(blank=True, default="", help_text="Who says the region, and how.", max_length=300),
        ),
        migrations.AlterField("organisationvalue", "key", models.CharField(choices=KEYS, max_length=40)),
    ]
