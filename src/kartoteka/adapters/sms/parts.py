"""
Texts cut into what fits into one short message.

Source: 3GPP TS 23.040, 9.2.3.24.1 (concatenated short messages, 8-bit reference number). A message has 140 bytes;
Russian takes two bytes a letter, and the header of a part takes six.
"""

_WHOLE = 140
_PART = _WHOLE - 6
_MOST_PARTS = 255
_FIRST_HALVES = range(0xD8, 0xDC)


def cut(text: str, number: int) -> list[bytes]:
    """
    The parts of a text in UCS-2, each with its header; one part without any if the text is short.

    :param number: whose lowest byte tells the parts of one message from those of another; the same at every attempt,
        so that a telephone drops the part that comes a second time
    :raises ValueError: the text is too long for an SMS
    """
    encoded = text.encode("utf-16-be")
    if len(encoded) <= _WHOLE:
        return [encoded]
    pieces = _pieces(encoded)
    if len(pieces) > _MOST_PARTS:
        raise ValueError("too long for an SMS")
    head = bytes([5, 0, 3, number & 0xFF, len(pieces)])
    return [head + bytes([place]) + piece for place, piece in enumerate(pieces, start=1)]


def _pieces(encoded: bytes) -> list[bytes]:
    pieces = []
    while encoded:
        end = _PART
        # A sign of two halves, an emoji say, stays whole.
        if len(encoded) > end and encoded[end - 2] in _FIRST_HALVES:
            end -= 2
        pieces.append(encoded[:end])
        encoded = encoded[end:]
    return pieces
