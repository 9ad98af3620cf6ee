"""What stands around a page: the same page is shown on the Portal and in the app, each with its own frame."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class SiteWords:
    """Labels that the manual gives differently for the web and for the app."""

    card_index: str
    add: str
    edit: str
    activate: str
    agree: str
    disagree: str


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the main menu."""

    label: str
    icon: str
    # The name of its page, and the rooms whose pages belong to it.
    route: str
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of the pages of one site."""

    # The template that all its pages extend, through base.html.
    template: str
    words: SiteWords
    sections: tuple[Section, ...]
    # A folder whose template is shown in place of the web's of the same room and name; empty: there is none.
    own_templates: str = ""

    def choices(self, template: str) -> list[str]:
        """Where the template of a page is looked for: «web/card_index/templates/list.html»."""
        if not self.is_app or not template.startswith("web/"):
            return [template]
        room, _, name = template.removeprefix("web/").partition("/templates/")
        return [f"{self.own_templates}/{room}/{name}", template]

    @property
    def is_app(self) -> bool:
        """Whether the site is the app."""
        return bool(self.own_templates)


PORTAL: Final = Frame(
    "ui/templates/portal.html",
    SiteWords(
        card_index="Моя картотека",
        add="Добавить в картотеку",
        edit="Изменить данные",
        activate="Активировать",
        agree="Ок",
        disagree="Отмена",
    ),
    (
        Section("Главная", "house", "start:start", ("start",)),
        Section("Моя картотека", "users-round", "card_index:list", ("card_index", "moderation", "access", "record")),
        Section("Запись к врачу", "calendar-plus", "regions:services"),
        Section("Обратная связь", "phone", "feedback:feedback", ("feedback",)),
    ),
)


def frame_of(request: HttpRequest) -> Frame:
    """The frame that the site of the request put on it, or the Portal's."""
    frame: Frame = getattr(request, "frame", PORTAL)
    return frame
