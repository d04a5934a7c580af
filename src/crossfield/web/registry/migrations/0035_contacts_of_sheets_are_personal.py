"""What stood in the contacts of own sheets is cleared from the history after thirty days, what is there already, too."""

from django.db import migrations


def mark(apps, schema_editor):
    """Those of before this version were kept as any text; the recurring work clears them then."""
    changes = apps.get_model("accounts", "FieldChange").objects.filter(kind="organisationsheet", field="contacts")
    changes.update(is_personal=True)


def unmark(apps, schema_editor):
    """As before; what is cleared stays so."""
    changes = apps.get_model("accounts", "FieldChange").objects.filter(kind="organisationsheet", field="contacts")
    changes.update(is_personal=False)


class Migration(migrations.Migration):
    """Rows only."""

    dependencies = [("registry", "0034_contacts_are_changed"), ("accounts", "0014_mails_refused_for_good")]
    operations = [migrations.RunPython(mark, unmark)]
