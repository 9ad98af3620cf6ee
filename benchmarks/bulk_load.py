"""
Loading much at once: indexes and keys wait until the rows are in.

Built afterwards they are what the migrations made, for they are made again from their own definitions.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint
WHERE (conrelid = ANY(%(tables)s::regclass[]) AND contype IN ('p', 'u', 'f')) OR confrelid = ANY(%(tables)s::regclass[])
ORDER BY contype = 'f'
"""
# What stands behind a constraint goes and comes with it.
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[])
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
"""


@contextmanager
def without_indexes(connection: psycopg.Connection, tables: Sequence[str]) -> Iterator[None]:
    """
    Take indexes, primary and foreign keys off the tables, and put them back when the block has ended well.

    :param connection: in autocommit mode
    """
    names = {"tables": list(tables)}
    constraints = connection.execute(_CONSTRAINTS, names).fetchall()
    indexes = connection.execute(_INDEXES, names).fetchall()
    # Foreign keys first: they stand on the primary ones.
    _run(connection, [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in reversed(constraints)])
    _run(connection, [f"DROP INDEX {name}" for name, _ in indexes])
    yield
    _run(connection, [f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}" for table, name, rule in constraints])
    _run(connection, [definition for _, definition in indexes])
    _run(connection, [f"VACUUM ANALYZE {table}" for table in tables])


def _run(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())
