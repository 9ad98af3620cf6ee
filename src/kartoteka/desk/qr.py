"""A word as a QR code, drawn into the page."""

import segno
from markupsafe import Markup


def drawn(word: str) -> Markup:
    """The code as SVG, black on white whatever the scheme of the page."""
    svg = segno.make(word, error="m", micro=False).svg_inline(scale=5, border=3, light="#fff", omitsize=False)
    return Markup(svg)  # noqa: S704 - segno's own drawing: the word is in the pattern, not in the markup
