"""The text of a section: paragraphs, lists and tables, with its words and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

from kartoteka.adapters.cda.xml import HL7
from kartoteka.domain.health_record.clinical_document import (
    Block,
    Cell,
    Listing,
    Paragraph,
    Run,
    Style,
    Table,
    Text,
)

_SPACE = re.compile(r"\s+")
_WIDEST = 100
_STYLES = {"bold": Style.STRONG, "italics": Style.EMPHASIS, "underline": Style.UNDERLINED}


def _name(local: str) -> str:
    return f"{{{HL7}}}{local}"


_PARAGRAPH, _LIST, _TABLE, _ITEM = _name("paragraph"), _name("list"), _name("table"), _name("item")
_CAPTION, _BREAK, _CONTENT = _name("caption"), _name("br"), _name("content")
_ROW, _HEADING, _CELL, _HEAD = _name("tr"), _name("th"), _name("td"), _name("thead")
_CELLS = frozenset({_CELL, _HEADING})
_PARTS = frozenset({_HEAD, _name("tbody"), _name("tfoot")})
_BLOCKS = frozenset({_PARAGRAPH, _LIST, _TABLE})
_PICTURE = _name("renderMultiMedia")
_RAISED = {_name("sub"): Style.SUBSCRIPT, _name("sup"): Style.SUPERSCRIPT}
_OURS = f"{{{HL7}}}"
PICTURE = "[изображение: смотрите исходный файл]"


def blocks_of(element: Any) -> tuple[Block, ...]:  # an element of lxml, here and below
    """What stands in a text, a list's entry or a section's paragraph."""
    return tuple(_blocks(element))


def _blocks(element: Any) -> Iterator[Block]:
    loose: list[str | Run] = [*_plain(element.text)]
    for child in element:
        if child.tag in _BLOCKS:
            if text := _trimmed(loose):
                yield Paragraph(text)
            loose = []
            yield _block(child)
        elif child.tag != _CAPTION:
            loose += _inline(child)
        loose += _plain(child.tail)
    if text := _trimmed(loose):
        yield Paragraph(text)


def _block(element: Any) -> Block:
    if element.tag == _TABLE:
        return _table(element)
    if element.tag == _LIST:
        entries = tuple(blocks_of(item) for item in element.iterchildren(_ITEM))
        return Listing(entries, element.get("listType") == "ordered", _caption(element))
    return Paragraph(_text(element), _caption(element))


def _table(element: Any) -> Table:
    head: list[tuple[Cell, ...]] = []
    body: list[tuple[Cell, ...]] = []
    for part in element:
        if part.tag == _ROW:
            body.append(_row(part))
        elif part.tag in _PARTS:
            rows = [_row(row) for row in part.iterchildren(_ROW)]
            (head if part.tag == _HEAD else body).extend(rows)
    return Table(tuple(head), tuple(body), _caption(element))


def _row(row: Any) -> tuple[Cell, ...]:
    return tuple(
        Cell(_text(cell), cell.tag == _HEADING, _span(cell, "colspan"), _span(cell, "rowspan"))
        for cell in row
        if cell.tag in _CELLS
    )


def _span(cell: Any, name: str) -> int:
    words = (cell.get(name) or "").lstrip("0")
    if not (words.isascii() and words.isdigit()):
        return 1
    # Longer ones are not read as numbers: Python refuses thousands of digits.
    return min(int(words), _WIDEST) if len(words) <= len(str(_WIDEST)) else _WIDEST


def _caption(element: Any) -> str:
    found = element.find(_CAPTION)
    return "" if found is None else _SPACE.sub(" ", "".join(found.itertext())).strip()


def _text(element: Any) -> Text:
    """All of an element in one text; what would be a block of its own begins a new line."""
    if not len(element):
        words = " ".join((element.text or "").split())
        return (words,) if words else ()
    pieces = [*_plain(element.text)]
    for child in element:
        if child.tag != _CAPTION or element.tag == _CELL:
            pieces += _inline(child)
        pieces += _plain(child.tail)
    return _trimmed(pieces)


def _inline(element: Any) -> list[str | Run]:
    if not isinstance(element.tag, str) or not element.tag.startswith(_OURS):
        # Pictures, scripts and forms of other languages: nothing of them is text of a document.
        return []
    if element.tag == _BREAK:
        return ["\n"]
    if element.tag == _PICTURE:
        return [PICTURE]
    pieces = [*_plain(element.text)]
    for child in element:
        pieces += _inline(child)
        pieces += _plain(child.tail)
    style = _style(element)
    if style is not None:
        # A style within a style is not drawn: the outer one stands for both.
        return [Run("".join(piece if isinstance(piece, str) else piece.text for piece in pieces), style)]
    return ["\n", *pieces, "\n"] if element.tag in _BLOCKS or element.tag in {_ITEM, _ROW} else pieces


def _style(element: Any) -> Style | None:
    if element.tag == _CONTENT:
        words = (element.get("styleCode") or "").lower().split()
        return next((_STYLES[word] for word in words if word in _STYLES), None)
    return _RAISED.get(element.tag)


def _plain(words: str | None) -> list[str | Run]:
    return [_SPACE.sub(" ", words)] if words else []


def _trimmed(pieces: list[str | Run]) -> Text:
    """Without spaces and empty lines at the ends."""
    first, last = 0, len(pieces)
    while first < last and _is_blank(pieces[first]):
        first += 1
    while first < last and _is_blank(pieces[last - 1]):
        last -= 1
    kept = pieces[first:last]
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return tuple(kept)


def _is_blank(piece: str | Run) -> bool:
    return isinstance(piece, str) and not piece.strip()
