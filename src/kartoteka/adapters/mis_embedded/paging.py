"""Lists given a part at a time, by what stands last in the part before."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

_Row = TypeVar("_Row", bound=Model)


def behind(rows: QuerySet[_Row], last: QuerySet[Any], day: str) -> QuerySet[_Row]:
    """The rows that come after the last one of the part before; all of them, if it is gone."""
    found = next(iter(last.values_list(day, "pk")), None)
    if found is None:
        return rows
    day_of_last, pk = found
    # The first condition says what the others imply, so that the index is entered at the right place.
    return rows.filter(
        Q(**{f"{day}__lt": day_of_last}) | Q(**{day: day_of_last, "pk__lt": pk}), **{f"{day}__lte": day_of_last}
    )
