"""
The journal of readings loses rows past their term, and no others (R73): the database asks for two things.

The row stands at or before where its patient's journal was cut, and it is older than three years by the database's own
clock: within that time of learning of a look its owner may go to court (ГК, 196), so no region may keep it for less.
"""

from django.db import migrations

# The clock and the comparisons are those of the day on which this was made: whoever may connect can't put his own in
# their place by the path on which names are looked up.
_POSTGRESQL = """
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
_POSTGRESQL_BACK = """
    CREATE OR REPLACE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal of readings is append-only';
    END
    $$
"""
_SQLITE_GONE = "DROP TRIGGER access_journal_no_delete"
# Moments are kept as texts that sort as they pass.
_SQLITE = """
    CREATE TRIGGER access_journal_no_delete BEFORE DELETE ON access_journal
    WHEN OLD.at >= datetime('now', '-3 years') OR NOT EXISTS (
        SELECT 1 FROM access_journal_cut WHERE patient_id = OLD.person_id AND number >= OLD.number
    )
    BEGIN SELECT RAISE(ABORT, 'the journal of readings is append-only'); END
"""
_SQLITE_BACK = """
    CREATE TRIGGER access_journal_no_delete BEFORE DELETE ON access_journal
    BEGIN SELECT RAISE(ABORT, 'the journal of readings is append-only'); END
"""


def _run(postgresql, sqlite):
    def statements(_apps, schema_editor):
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return statements


class Migration(migrations.Migration):
    dependencies = [("access", "0007_journal_cut")]

    operations = [
        migrations.RunPython(
            _run([_POSTGRESQL], [_SQLITE_GONE, _SQLITE]), _run([_POSTGRESQL_BACK], [_SQLITE_GONE, _SQLITE_BACK])
        ),
    ]
