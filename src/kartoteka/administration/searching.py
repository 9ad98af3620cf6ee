"""
What the administrator searches for, kept out of addresses.

Names, telephone numbers and SNILS in an address would stay in the history of the browser and in logs on the way. So the
words are sent in a form and kept in the session; the address holds a name of the search that tells nothing.
"""

from secrets import token_urlsafe

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

_KEY = "administration-searches"
# So many tabs may be searched in at once.
_REMEMBERED = 10
_LONGEST = 200


def remember(request: HttpRequest, words: str) -> str:
    """Keep the words of a search in the session; returns its name for the address."""
    searches: dict[str, str] = request.session.get(_KEY, {})
    name = token_urlsafe(9)
    kept = list(searches.items())[1 - _REMEMBERED :]
    printable = "".join(symbol for symbol in words if symbol.isprintable())
    request.session[_KEY] = dict([*kept, (name, " ".join(printable.split())[:_LONGEST])])
    return name


def words_of(request: HttpRequest, name: str) -> str:
    """The words of a search; empty for one that is forgotten or never was."""
    searches: dict[str, str] = request.session.get(_KEY, {})
    return searches.get(name, "")


def found_at(request: HttpRequest) -> HttpResponse:
    """Keep the words that were sent, and lead to the list of what they find."""
    address = request.GET.copy()
    address.pop("p", None)
    address["q"] = remember(request, request.POST.get("words", ""))
    return redirect(f"{request.path}?{address.urlencode()}")


class FoundList(ChangeList):
    """A list that shows the words it was searched by."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.words = words_of(request, self.query)
