"""Numbers as they are printed."""

from collections.abc import Sequence
from statistics import quantiles


def p99(values: Sequence[float]) -> float:
    """The value that one in a hundred exceeds."""
    return quantiles(values, n=100)[98]


def verdict(value: float, target: float) -> str:
    """How a figure stands to its target; less is better."""
    return f"target {target:g}: {'met' if value <= target else 'MISSED'}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under their heads, the first to the left and the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *rows)
    )
