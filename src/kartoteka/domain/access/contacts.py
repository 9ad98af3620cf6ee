"""Whether two addresses are one box: then whoever owns the one reads the letters of the other (R41)."""

from typing import NamedTuple

# Names under which one post office is known. All boxes of each are in one house.
_HOUSES = {
    **dict.fromkeys(("ya.ru", "yandex.ru", "yandex.com", "yandex.by", "yandex.kz", "narod.ru"), "yandex.ru"),
    **dict.fromkeys(("gmail.com", "googlemail.com"), "gmail.com"),
}


class _Mailbox(NamedTuple):
    name: str
    house: str


def is_same_mailbox(one: str, other: str) -> bool:
    """
    Whether letters to both addresses come into one box.

    The same address twice is refused by the database, but a mark after «+» leads into the box without it, and some
    post offices pass over dots. Two empty ones are no box.
    """
    return bool(one and other) and _mailbox(one) == _mailbox(other)


def _mailbox(email: str) -> _Mailbox:
    name, _, domain = email.lower().rpartition("@")
    house = _HOUSES.get(domain, domain)
    name = name.partition("+")[0]
    if house == "gmail.com":
        name = name.replace(".", "")
    elif house == "yandex.ru":
        name = name.replace(".", "-")
    return _Mailbox(name, house)
