"""The page on which a person is chosen. No scripts, nothing from elsewhere."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from simulators.esia.faults import FAULTS
from simulators.esia.people import Person

_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #f1f4f8; color: #14202e; font: 1.0625rem/1.5 system-ui, sans-serif; }
header { background: #5b2a86; color: #fff; padding: 1rem; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.75rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin-top: 2rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
li { background: #fff; border: 1px solid #6b7785; border-radius: .5rem; padding: .75rem 1rem; }
a { color: #0b4a99; display: inline-block; min-height: 1.75rem; }
a:focus-visible { outline: 3px solid #0b4a99; outline-offset: 2px; }
p { margin: .25rem 0; }
.small { color: #45505d; font-size: .9375rem; }
"""
_BADGE = "Учебный стенд, не Госуслуги"


def choice_page(ticket: str, people: Iterable[Person]) -> str:
    """Who signs in, and what is to go wrong."""
    people = list(people)
    confirmed = "".join(_person(ticket, one) for one in people if one.trusted)
    others = "".join(_person(ticket, one) for one in people if not one.trusted)
    some = next(one for one in people if one.trusted)
    faults = "".join(
        f'<li><a href="{_link(ticket, some.oid, fault=name)}">{escape(words)}</a></li>'
        for name, words in FAULTS.items()
    )
    return _page(
        "Кто входит?",
        "<p>Все люди здесь выдуманы, пароль не нужен. Выберите человека — и стенд вернёт Вас на Портал.</p>"
        f"<h2>Статус «Подтвержденная»</h2><ul>{confirmed}</ul>"
        f"<h2>Другой статус</h2><ul>{others}</ul>"
        f"<h2>Отказ и неисправности</h2><ul>{faults}</ul>",
    )


def refusal_page(code: str) -> str:
    """What ESIA shows itself when it can't send the browser back."""
    return _page(
        "Запрос отклонён", f"<p>Код ошибки: {escape(code)}. Проверьте настройки системы, которая прислала Вас сюда.</p>"
    )


def _person(ticket: str, person: Person) -> str:
    note = f'<p class="small">{escape(person.note)}</p>' if person.note else ""
    return f'<li><a href="{_link(ticket, person.oid)}">{escape(person.name)}</a>{note}</li>'


def _link(ticket: str, oid: str, **more: str) -> str:
    return escape(f"/choose?{urlencode({'ticket': ticket, 'oid': oid, **more})}")


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{title} — {_BADGE}</title>'
        # Otherwise the browser asks for an icon.
        f'<link rel="icon" href="data:,">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><header><strong>{_BADGE}</strong></header><main><h1>{title}</h1>{body}</main></body></html>"
    )
