"""The journal of readings is only ever added to: the database itself refuses to change or delete a row (R73)."""

from django.db import migrations

_POSTGRESQL = [
    """
    CREATE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal of readings is append-only';
    END
    $$
    """,
    """
    CREATE TRIGGER access_journal_append_only BEFORE UPDATE OR DELETE ON access_journal
    FOR EACH ROW EXECUTE FUNCTION access_refuse_change()
    """,
]
_POSTGRESQL_BACK = [
    "DROP TRIGGER access_journal_append_only ON access_journal",
    "DROP FUNCTION access_refuse_change()",
]
_SQLITE = [
    f"""
    CREATE TRIGGER access_journal_no_{verb.lower()} BEFORE {verb} ON access_journal
    BEGIN SELECT RAISE(ABORT, 'the journal of readings is append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_BACK = ["DROP TRIGGER access_journal_no_update", "DROP TRIGGER access_journal_no_delete"]


def _run(postgresql, sqlite):
    def statements(_apps, schema_editor):
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return statements


class Migration(migrations.Migration):
    dependencies = [("access", "0003_journal")]

    operations = [
        migrations.RunPython(_run(_POSTGRESQL, _SQLITE), _run(_POSTGRESQL_BACK, _SQLITE_BACK)),
    ]
