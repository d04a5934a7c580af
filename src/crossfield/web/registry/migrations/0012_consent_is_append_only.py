"""The database itself refuses to change or delete an entry of the consent log, on SQLite and PostgreSQL alike."""

from django.db import migrations

SQLITE = (
    (
        "CREATE TRIGGER registry_consent_no_update BEFORE UPDATE ON registry_consententry "
        "BEGIN SELECT RAISE(ABORT, 'the consent log is never changed'); END"
    ),
    (
        "CREATE TRIGGER registry_consent_no_delete BEFORE DELETE ON registry_consententry "
        "BEGIN SELECT RAISE(ABORT, 'the consent log is never changed'); END"
    ),
)
POSTGRESQL = (
    (
        "CREATE FUNCTION registry_consent_refuse() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION 'the consent log is never changed'; END $$ LANGUAGE plpgsql"
    ),
    (
        "CREATE TRIGGER registry_consent_no_change BEFORE UPDATE OR DELETE ON registry_consententry "
        "FOR EACH ROW EXECUTE FUNCTION registry_consent_refuse()"
    ),
)
UNDO = {
    "sqlite": ("DROP TRIGGER registry_consent_no_update", "DROP TRIGGER registry_consent_no_delete"),
    "postgresql": (
        "DROP TRIGGER registry_consent_no_change ON registry_consententry",
        "DROP FUNCTION registry_consent_refuse()",
    ),
}


def refuse(apps, schema_editor):
    """Make the triggers."""
    for line in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(line)


def allow(apps, schema_editor):
    """Remove them."""
    for line in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(line)


class Migration(migrations.Migration):
    """Triggers only."""

    dependencies = [("registry", "0011_people")]
    operations = [migrations.RunPython(refuse, allow)]
