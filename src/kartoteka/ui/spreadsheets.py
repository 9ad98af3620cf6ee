"""Cells of the tables that people take away."""

# What a spreadsheet takes for the beginning of a formula.
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A cell that opens as text, whatever somebody typed into it."""
    return f"'{cell}" if cell.startswith(_SIGNS) else cell
