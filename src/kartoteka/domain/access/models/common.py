"""What the tables of access have in common."""

from django.db.models import F, Q

LONGEST_PERSON_ID = 64
LONGEST_PARTS = 120


def lifted(start: str, end: str, by: str) -> Q:
    """An end that is not before its start, and by somebody only if there is one."""
    return Q(**{end: None, by: None}) | Q(**{f"{end}__gte": F(start)})
