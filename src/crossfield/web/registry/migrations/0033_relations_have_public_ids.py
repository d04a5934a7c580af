"""Relations get public ids, by which pages change one of them; none can be counted or guessed."""

from django.db import migrations, models

from crossfield.web.accounts.models.public_id import new_public_id

AT_ONCE = 1000


def give_ids(apps, schema_editor):
    relations = apps.get_model("registry", "OrganisationRelation")._default_manager
    last = 0
    while rows := list(relations.filter(pk__gt=last).order_by("pk").only("pk")[:AT_ONCE]):
        for one in rows:
            one.public_id = new_public_id()
        relations.bulk_update(rows, ["public_id"], batch_size=200)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = (("registry", "0032_what_is_to_do"),)

    operations = (
        migrations.AddField(
            "organisationrelation", "public_id", models.CharField(max_length=16, null=True, editable=False)
        ),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField(
            "organisationrelation",
            "public_id",
            models.CharField(max_length=16, unique=True, default=new_public_id, editable=False),
        ),
    )
