"""
Drawing the text of a medical document: its paragraphs, lists and tables.

In Python and not in a template, because a table of a long document has a hundred thousand cells. Every word that came
from a document goes through `escape`; the markup around is ours.
"""

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from kartoteka.domain.health_record.clinical_document import Block, Cell, Listing, Paragraph, Run, Table, Text


def draw_blocks(blocks: Iterable[Block], label: str) -> Markup:
    """
    The blocks as HTML.

    :param label: what a table without a caption is called
    """
    return Markup("".join(_pieces(blocks, label)))  # noqa: S704 - all words are escaped below


def _pieces(blocks: Iterable[Block], label: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            caption = f"<strong>{escape(block.caption)}.</strong> " if block.caption else ""
            yield f"<p>{caption}{_text(block.text)}</p>"
        elif isinstance(block, Listing):
            yield from _listing(block, label)
        else:
            yield from _table(block, label)


def _listing(block: Listing, label: str) -> Iterator[str]:
    if block.caption:
        yield f"<p><strong>{escape(block.caption)}</strong></p>"
    tag = "ol" if block.is_ordered else "ul"
    yield f"<{tag}>"
    for entry in block.entries:
        yield "<li>"
        if len(entry) == 1 and isinstance(entry[0], Paragraph) and not entry[0].caption:
            yield _text(entry[0].text)
        else:
            yield from _pieces(entry, label)
        yield "</li>"
    yield f"</{tag}>"


def _table(block: Table, label: str) -> Iterator[str]:
    name = escape(block.caption or label)
    # Wide tables scroll in a place of their own, which takes the focus so that the keyboard can scroll it.
    yield f'<div class="clinical__scroll" role="group" tabindex="0" aria-label="{name}"><table>'
    if block.caption:
        yield f"<caption>{name}</caption>"
    if block.head:
        yield "<thead>"
        yield from (_row(row, 'th scope="col"', "th") for row in block.head)
        yield "</thead>"
    yield "<tbody>"
    yield from (_row(row, "td", "td") for row in block.body)
    yield "</tbody></table></div>"


def _row(row: tuple[Cell, ...], opening: str, closing: str) -> str:
    return f"<tr>{''.join([_cell(cell, opening, closing) for cell in row])}</tr>"


def _cell(cell: Cell, opening: str, closing: str) -> str:
    if cell.is_heading and closing == "td":
        opening, closing = 'th scope="row"', "th"
    spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return f"<{opening}{spans}>{_text(cell.text)}</{closing}>"


def _text(text: Text) -> str:
    if len(text) == 1:
        return _piece(text[0])
    return "".join([_piece(piece) for piece in text])


def _piece(piece: str | Run) -> str:
    if isinstance(piece, Run):
        return f"<{piece.style}>{_lines(piece.text)}</{piece.style}>"
    return _lines(piece)


def _lines(words: str) -> str:
    escaped = str(escape(words))
    return escaped.replace("\n", "<br>") if "\n" in escaped else escaped
