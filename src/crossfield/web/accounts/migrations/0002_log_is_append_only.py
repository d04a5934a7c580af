"""The database itself refuses to change or delete an entry of the log, on SQLite and PostgreSQL alike."""

from django.db import migrations

SQLITE = (
    (
        "CREATE TRIGGER accounts_log_no_update BEFORE UPDATE ON accounts_logentry "
        "BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END"
    ),
    (
        "CREATE TRIGGER accounts_log_no_delete BEFORE DELETE ON accounts_logentry "
        "BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END"
    ),
)
POSTGRESQL = (
    (
        "CREATE FUNCTION accounts_log_refuse() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION 'the log is never changed'; END $$ LANGUAGE plpgsql"
    ),
    (
        "CREATE TRIGGER accounts_log_no_change BEFORE UPDATE OR DELETE ON accounts_logentry "
        "FOR EACH ROW EXECUTE FUNCTION accounts_log_refuse()"
    ),
)
UNDO = {
    "sqlite": ("DROP TRIGGER accounts_log_no_update", "DROP TRIGGER accounts_log_no_delete"),
    "postgresql": (
        "DROP TRIGGER accounts_log_no_change ON accounts_logentry",
        "DROP FUNCTION accounts_log_refuse()",
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

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
