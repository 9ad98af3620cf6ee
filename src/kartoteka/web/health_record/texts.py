"""What a page of a health record says where the record does not open."""

from dataclasses import dataclass
from datetime import date

from kartoteka.domain.access.types import RecordPart, Refusal
from kartoteka.domain.access.words import REFUSALS
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.health_record.answers import RecordOfPerson
from kartoteka.domain.health_record.downloads.types import DownloadEnd
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.ui.notices import Kind, Notice

# The side menu: words, icon, name of the page, and the part whose count stands there.
SECTIONS = (
    ("Обзор", "layout-dashboard", "overview", None),
    ("История лечения", "history", "history", RecordPart.HISTORY),
    ("Исследования", "flask-conical", "results", RecordPart.RESULTS),
    ("Рецепты", "pill", "prescriptions", RecordPart.PRESCRIPTIONS),
    ("Диспансерное наблюдение", "heart-pulse", "observation", RecordPart.OBSERVATION),
    ("Документы", "file-text", "documents", RecordPart.DOCUMENTS),
    ("Скачать карту", "download", "download", None),
)


# What became of the last archive; that one was replaced needs no words.
DOWNLOAD_ENDS = {
    DownloadEnd.EXPIRED: Notice(
        Kind.WARNING, "Прежний архив удалён", "Мы храним готовый архив сутки. Если он ещё нужен, соберите его заново."
    ),
    DownloadEnd.RIGHT_ENDED: Notice(
        Kind.WARNING,
        "Прежний архив удалён",
        "Доступ к медкарте изменился. В новый войдёт то, что открыто сейчас.",
    ),
    DownloadEnd.FAILED: Notice(
        Kind.MALFUNCTION,
        "Архив не собрался",
        "Медицинская система не ответила вовремя. Медкарта цела, попробуйте собрать архив ещё раз.",
    ),
}


def too_many_downloads(again: str) -> Notice:
    """The limit of archives a day is used up."""
    return Notice(Kind.WARNING, "Сегодня архив собирали слишком часто", f"Снова собрать его можно будет {again}.")


@dataclass(frozen=True, slots=True)
class Closed:
    """Why the record does not open, and what can be done about it; `steps` of heading and words."""

    title: str
    text: str
    icon: str = "lock-keyhole"
    steps: tuple[tuple[str, str], ...] = ()
    # Other parts of the record may be open.
    has_other_parts: bool = False


_NOT_FOUND_YET = "Мы ещё не нашли этого человека среди застрахованных, поэтому не знаем, чья это медкарта."
_CONFIRM = (
    (
        "Через Госуслуги",
        "Войдите через Госуслуги с подтверждённой учетной записью. Личность подтвердится сразу.",
    ),
    (
        "В регистратуре поликлиники",
        "Придите с паспортом и попросите подтвердить учетную запись Портала. Это займёт несколько минут.",
    ),
)
_OWN_CONTACTS = (
    (
        "Свой телефон",
        "Откройте профиль, введите свой номер и код из СМС. Он заменит прежний.",
    ),
    (
        "Своя почта",
        "Если ящик общий, зарегистрируйтесь ещё раз со своим адресом и подтвердите личность в регистратуре.",
    ),
)
_ASK_ADULT = (
    (
        "Попросите самого человека",
        "В своей учетной записи он может открыть Вам медкарту: всю или отдельные разделы, на срок по своему выбору.",
    ),
    (
        "Если учетной записи у него нет",
        "Он может оставить письменное согласие в регистратуре своей поликлиники, взяв с собой паспорт.",
    ),
)
_ASK_FOR_CHILD = (
    (
        "Если Вы родитель или опекун",
        "Покажите в регистратуре поликлиники ребёнка паспорт и свидетельство о рождении или документ об опеке.",
    ),
    (
        "Если Вы близкий родственник",
        "Попросите у родителей код доступа: они создают его в своей учетной записи или получают в регистратуре.",
    ),
)
# Whoever was shut out reads the same as who never had a right.
_CAN_BE_ASKED_FOR = frozenset({
    Refusal.NO_RIGHT, Refusal.FORBIDDEN, Refusal.EXPIRED, Refusal.NOT_LISTED, Refusal.CAME_OF_AGE,
})  # fmt: skip


def why_closed(one: RecordOfPerson) -> str:
    """Why somebody's record would not open, in one line."""
    return REFUSALS[one.decision.refusal] if one.decision and one.decision.refusal else _NOT_FOUND_YET


def closed(refusal: Refusal | None, card: Card, today: date) -> Closed:
    """The page of a record that does not open. `refusal` is None while the person's data are not confirmed."""
    if refusal is None:
        return Closed(
            "Медкарта откроется после проверки данных",
            _NOT_FOUND_YET,
            "clock",
        )
    if refusal is Refusal.IDENTITY_NOT_CONFIRMED:
        title = "Подтвердите личность, чтобы открыть медкарту"
        text = "Медкарта — врачебная тайна: мы открываем её, когда точно знаем, кто Вы."
        return Closed(title, text, "shield-check", _CONFIRM)
    if refusal is Refusal.SHARED_CONTACT:
        return Closed("Нужны телефон и почта, которые есть только у Вас", REFUSALS[refusal], "phone", _OWN_CONTACTS)
    if refusal in _CAN_BE_ASKED_FOR:
        steps = _ASK_FOR_CHILD if age_on(card.birth_date, today) < FULL_AGE else _ASK_ADULT
        return Closed("Эта медкарта Вам пока не открыта", REFUSALS[refusal], steps=() if card.is_main else steps)
    if refusal is Refusal.OUTSIDE_SCOPE:
        return Closed("Этот раздел Вам не открыт", REFUSALS[refusal], has_other_parts=True)
    return Closed("Медкарта сейчас не открывается", REFUSALS[refusal])
