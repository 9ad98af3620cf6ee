"""
Where a patient's journal was cut never moves back and never goes (R73), on either database.

Otherwise whoever writes to the tables could make a cut for a moment, delete behind it and take it away again: what is
left would look as if it had never been longer. Now his cut stays, without a seal, and the check names it.
"""

from django.db import migrations

_POSTGRESQL = [
    """
    CREATE FUNCTION access_refuse_cut_back() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.number >= OLD.number AND NEW.patient_id = OLD.patient_id THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a cut of the journal of readings only moves on';
    END
    $$
    """,
    """
    CREATE TRIGGER access_journal_cut_only_rises BEFORE UPDATE OR DELETE ON access_journal_cut
    FOR EACH ROW EXECUTE FUNCTION access_refuse_cut_back()
    """,
]
_POSTGRESQL_BACK = [
    "DROP TRIGGER access_journal_cut_only_rises ON access_journal_cut",
    "DROP FUNCTION access_refuse_cut_back()",
]
# The table is named with its schema: a temporary one of the same name, which everybody may make, comes before all others
# otherwise, and would be asked in its place.
_ASKS_THE_TABLE_ITSELF = """
    CREATE OR REPLACE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.at < CURRENT_TIMESTAMP - INTERVAL '3 years' AND EXISTS (
            SELECT 1 FROM {schema}.access_journal_cut WHERE patient_id = OLD.person_id AND number >= OLD.number
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the journal of readings is append-only';
    END
    $$
"""
_ASKS_BY_NAME = """
    CREATE OR REPLACE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.at < CURRENT_TIMESTAMP - INTERVAL '3 years' AND EXISTS (
            SELECT 1 FROM access_journal_cut WHERE patient_id = OLD.person_id AND number >= OLD.number
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the journal of readings is append-only';
    END
    $$
"""
_SQLITE = [
    f"""
    CREATE TRIGGER access_journal_cut_{name}
    BEGIN SELECT RAISE(ABORT, 'a cut of the journal of readings only moves on'); END
    """
    for name in (
        "no_delete BEFORE DELETE ON access_journal_cut",
        """no_way_back BEFORE UPDATE ON access_journal_cut
        WHEN NEW.number < OLD.number OR NEW.patient_id <> OLD.patient_id""",
        # INSERT OR REPLACE deletes without asking the trigger of deletions.
        """no_second BEFORE INSERT ON access_journal_cut
        WHEN EXISTS (SELECT 1 FROM access_journal_cut WHERE patient_id = NEW.patient_id)""",
    )
]
_SQLITE_BACK = [f"DROP TRIGGER access_journal_cut_{name}" for name in ("no_delete", "no_way_back", "no_second")]


def _forth(_apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        _run(schema_editor, _SQLITE)
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
    _run(schema_editor, [*_POSTGRESQL, _ASKS_THE_TABLE_ITSELF.format(schema=schema)])


def _back(_apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    _run(schema_editor, [*_POSTGRESQL_BACK, _ASKS_BY_NAME] if is_postgresql else _SQLITE_BACK)


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("access", "0008_journal_past_its_term")]

    operations = [migrations.RunPython(_forth, _back)]
