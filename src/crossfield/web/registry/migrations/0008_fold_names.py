from django.db import migrations

from crossfield.web.accounts.models.search import searched


def fold_names(apps, _schema):
    organisations = apps.get_model("registry", "Organisation").objects
    for one in organisations.only("name", "folded").iterator():
        organisations.filter(pk=one.pk).update(folded=searched(one.name))


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_intake_items")]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
