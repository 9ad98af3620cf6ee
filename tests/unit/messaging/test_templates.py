import dataclasses
import re
from datetime import UTC, datetime, timedelta

import pytest

from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.templates import (
    LetterTemplate,
    SmsTemplate,
    access,
    downloads,
    letters,
    moderation,
    sms,
    support,
)
from kartoteka.domain.messaging.templates.catalogue import LETTERS as LETTERS_BY_NAME
from kartoteka.domain.messaging.templates.wording import duration, harmless, moment

AT = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
PERM = "Asia/Yekaterinburg"
LINK = "https://portal.example/x"
HOUR = timedelta(hours=1)

LETTERS: list[LetterTemplate] = [
    letters.EmailConfirmationLink(LINK, timedelta(days=3)),
    letters.AccountExists(LINK, LINK),
    letters.PasswordReset(LINK, HOUR),
    letters.SignInReset(LINK, HOUR),
    letters.AccountOpened(LINK, HOUR),
    letters.NoSuchAccount(LINK),
    letters.SignInByEsia(),
    letters.PasswordChanged(AT, PERM, LINK),
    letters.NewDeviceSignIn("Chrome, Windows", AT, PERM, LINK),
    letters.AccountBlocked(AT, PERM, LINK),
    letters.ListedByAnother(LINK),
    moderation.DataConfirmed("7K3M-2Q9P", LINK),
    moderation.DataRefused("7K3M-2Q9P", "данные не совпали со сведениями фонда ОМС", LINK),
    moderation.DataUnclear("7K3M-2Q9P", LINK),
    moderation.DataExpired("7K3M-2Q9P", LINK),
    moderation.IdentityConfirmed(AT, PERM),
    moderation.IdentityWithdrawn(AT, PERM),
    access.AccessAsked(LINK),
    access.AccessOpened(LINK),
    access.AccessGiven(LINK, AT, PERM),
    access.AccessClosed(LINK),
    access.CodeIssued(LINK, AT, PERM),
    access.CodeRedeemed(LINK, AT, PERM),
    access.FirstView(LINK, AT, PERM),
    access.OwnAgeComing(LINK, 7, 15, 18),
    access.ChildsAgeComing(LINK, 30, 18, 18),
    downloads.DownloadReady(LINK, timedelta(hours=24)),
    support.MessageToSupport(
        "П-7K3M-2Q9P", "Другое", "", "", "anna@example.org", "Не открывается страница.\n\nЧто делать?"
    ),
]
SMS: list[SmsTemplate] = [
    sms.PhoneActivationCode("483920"),
    sms.StepUpCode("483920"),
    sms.PhoneChanged(),
    access.AccessNews(),
]
ONE_PART = 70


def name_of(template: LetterTemplate | SmsTemplate) -> str:
    return template.name


class TestTemplates:
    def test_are_all_looked_at_here(self) -> None:
        known: set[type] = {
            one
            for module in (access, downloads, letters, moderation, sms, support)
            for one in vars(module).values()
            if dataclasses.is_dataclass(one) and isinstance(one, type) and not one.__name__.startswith("_")
        }

        looked_at: set[type] = {type(template) for template in [*LETTERS, *SMS]}
        assert looked_at == known
        assert set(LETTERS_BY_NAME) <= known
        assert {letter for letter in known if hasattr(letter, "subject")} == set(LETTERS_BY_NAME)

    def test_have_names_of_their_own_that_fit_into_the_table(self) -> None:
        names = [template.name for template in [*LETTERS, *SMS]]

        assert len(names) == len(set(names))
        assert max(map(len, names)) <= (MessageRow._meta.get_field("template").max_length or 0)

    @pytest.mark.parametrize("template", [*LETTERS, *SMS], ids=name_of)
    def test_are_useful_for_a_while(self, template: LetterTemplate | SmsTemplate) -> None:
        assert timedelta(minutes=10) <= template.useful_for <= timedelta(days=30)

    @pytest.mark.rule("R21", "R84")
    @pytest.mark.parametrize("template", [*LETTERS, *SMS], ids=name_of)
    def test_speak_of_no_diagnosis_and_ask_for_no_documents(self, template: LetterTemplate | SmsTemplate) -> None:
        assert not re.search(r"диагноз|СНИЛС|полис\b|болезн", template.text(), re.IGNORECASE)

    @pytest.mark.parametrize("template", [*LETTERS, *SMS], ids=name_of)
    def test_address_the_reader_formally(self, template: LetterTemplate | SmsTemplate) -> None:
        assert not re.search(r"\b(вы|вас|вам|ваш\w*|ты|тебя)\b", template.text())


@pytest.mark.parametrize("letter", LETTERS, ids=name_of)
class TestALetter:
    def test_has_a_short_subject_that_is_the_same_for_everybody(self, letter: LetterTemplate) -> None:
        assert type(letter).subject == letter.subject
        assert 0 < len(letter.subject) <= 50

    def test_greets_and_signs(self, letter: LetterTemplate) -> None:
        text = letter.text()

        assert text.startswith("Здравствуйте!\n\n")
        assert "\n\nПортал пациента\n" in text
        assert "\n\n\n" not in text

    def test_sends_everybody_but_support_itself_to_those_who_help(self, letter: LetterTemplate) -> None:
        goes_to_support = isinstance(letter, support.MessageToSupport)

        assert letter.text().endswith("«Обратная связь».\n") is not goes_to_support
        assert ("отвечать на него не нужно" in letter.text()) is not goes_to_support


class TestAnSms:
    @pytest.mark.rule("R79")
    def test_with_a_code_is_one_part_and_tells_how_long_the_code_lives(self) -> None:
        activation, step_up = sms.PhoneActivationCode("483920"), sms.StepUpCode("483920")

        assert activation.text() == "Код активации 483920, действует 60 минут. Никому его не сообщайте"
        assert step_up.text() == "Код подтверждения 483920, действует 10 минут. Никому его не сообщайте"
        assert max(len(activation.text()), len(step_up.text())) <= ONE_PART
        assert (activation.useful_for, step_up.useful_for) == (timedelta(minutes=60), timedelta(minutes=10))

    @pytest.mark.parametrize("template", SMS, ids=name_of)
    def test_brings_no_link(self, template: SmsTemplate) -> None:
        assert "://" not in template.text()

    @pytest.mark.rule("R51")
    def test_to_a_number_that_was_given_up_does_not_tell_the_new_one(self) -> None:
        assert not re.search(r"\d", sms.PhoneChanged().text())


class TestWording:
    @pytest.mark.parametrize(
        ("lasts", "words"),
        [
            (timedelta(minutes=1), "1 минута"),
            (timedelta(minutes=10), "10 минут"),
            (timedelta(minutes=22), "22 минуты"),
            (timedelta(minutes=60), "60 минут"),
            (timedelta(minutes=90), "90 минут"),
            (timedelta(hours=2), "2 часа"),
            (timedelta(hours=21), "21 час"),
            (timedelta(hours=24), "24 часа"),
            (timedelta(days=3), "3 дня"),
            (timedelta(days=11), "11 дней"),
        ],
    )
    def test_of_a_duration_agrees_with_its_number(self, lasts: timedelta, words: str) -> None:
        assert duration(lasts) == words

    def test_of_a_moment_follows_the_clocks_of_the_region(self) -> None:
        assert moment(AT, PERM) == "24 ноября 2026 года в 00:05"

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("Chrome 140, Windows 11", "Chrome 140, Windows 11"),
            ("http://evil.example/?a=b", "http evil example a b"),
            ("Телефон\n\nПозвоните: 8 900 123-45-67", "Телефон Позвоните 8 900 123-45-67"),
            ("\u202e\u202d<script>", "script"),
            ("", "неизвестное устройство"),
            ("a" * 300, "a" * 60),
        ],
    )
    def test_of_a_device_leads_the_reader_nowhere(self, name: str, words: str) -> None:
        assert harmless(name) == words
