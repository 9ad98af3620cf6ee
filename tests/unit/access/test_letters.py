from datetime import UTC, datetime

import pytest

from kartoteka.domain.messaging.templates import LetterTemplate
from kartoteka.domain.messaging.templates.access import (
    AccessAsked,
    AccessClosed,
    AccessGiven,
    AccessNews,
    AccessOpened,
    ChildsAgeComing,
    CodeIssued,
    CodeRedeemed,
    FirstView,
    OwnAgeComing,
)

LINK = "https://portal.example/card-index/"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONE = "Asia/Yekaterinburg"
LETTERS: list[LetterTemplate] = [
    AccessAsked(LINK),
    AccessOpened(LINK),
    AccessGiven(LINK, AT, ZONE),
    AccessClosed(LINK),
    CodeIssued(LINK, AT, ZONE),
    CodeRedeemed(LINK, AT, ZONE),
    FirstView(LINK, AT, ZONE),
    *(
        kind(LINK, days, years, 18)
        for kind in (OwnAgeComing, ChildsAgeComing)
        for days in (90, 1, 0)
        for years in (15, 18)
    ),
]


@pytest.mark.rule("R40")
class TestLettersAboutAccess:
    @pytest.mark.parametrize("template", LETTERS, ids=lambda one: one.name)
    def test_are_whole_and_lead_to_the_portal_alone(self, template: LetterTemplate) -> None:
        text = template.text()

        assert text.startswith("Здравствуйте!")
        assert text.count("http") == 1
        assert LINK in text
        assert "Вы" in text or "Вам" in text or "Ваш" in text
        assert not template.is_on_demand

    @pytest.mark.parametrize("template", LETTERS, ids=lambda one: one.name)
    def test_have_the_same_subject_whomever_they_concern(self, template: LetterTemplate) -> None:
        assert type(template).subject == template.subject
        assert not any(word in template.subject.lower() for word in ("диагноз", "анализ", "болезн"))

    def test_have_names_of_their_own(self) -> None:
        assert len({type(one) for one in LETTERS}) == len({one.name for one in LETTERS})

    @pytest.mark.parametrize(
        ("days", "words"), [(90, "Через 90 дней"), (7, "Через 7 дней"), (1, "Завтра"), (0, "Сегодня")]
    )
    def test_say_when_an_age_comes(self, days: int, words: str) -> None:
        assert f"{words} изменится доступ" in OwnAgeComing(LINK, days, 18, 18).text()

    def test_say_what_comes_with_it(self) -> None:
        assert "решать, кто её видит, будете только Вы" in OwnAgeComing(LINK, 7, 18, 18).text()
        assert "сможете открывать её сами" in OwnAgeComing(LINK, 7, 15, 18).text()
        assert "Ваш доступ закончится" in ChildsAgeComing(LINK, 7, 18, 18).text()
        assert "Ваш доступ сохранится" in ChildsAgeComing(LINK, 7, 15, 18).text()

    def test_go_as_sms_without_a_link(self) -> None:
        assert "http" not in AccessNews().text()
        assert len(AccessNews().text()) <= 134
