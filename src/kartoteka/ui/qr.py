"""A word as a QR code."""

import segno


def square(word: str) -> str:
    """The address of a drawing that the page itself holds: black on white whatever the scheme of the page."""
    return str(segno.make_qr(word, error="m").svg_data_uri(scale=6, border=4, light="#fff"))
