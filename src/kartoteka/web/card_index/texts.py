"""What the card index says to people: short, kind, exact."""

import math
from datetime import datetime

from django.urls import reverse

from kartoteka.domain.card_index import errors
from kartoteka.domain.card_index.types import MAX_CARDS, Card
from kartoteka.domain.moderation import errors as moderation_errors
from kartoteka.shared.errors import DomainError
from kartoteka.ui.notices import Kind, Notice
from kartoteka.ui.presenters import count

NOT_FOUND = Notice(
    Kind.WARNING,
    "Человек с такими данными не найден",
    "Проверьте данные: они должны быть такими, как в полисе ОМС и СНИЛС. Если нашли ошибку, исправьте её и отправьте "
    "данные ещё раз. Если всё верно, нажмите «Отправить на проверку»: данные проверит модератор.",
)
NO_DOCUMENTS = Notice(
    Kind.WARNING,
    "Без полиса и СНИЛС найти человека в базе застрахованных нельзя",
    "Если документов пока нет, нажмите «Отправить на проверку»: данные проверит модератор.",
)
LIMIT_REACHED = Notice(
    Kind.WARNING,
    "На сегодня поиск закончен",
    "Мы ограничиваем число поисков, чтобы никто не мог подбирать чужие данные. Повторите поиск завтра или нажмите "
    "«Отправить на проверку»: данные проверит модератор.",
)
FULL = Notice(
    Kind.ERROR,
    f"В картотеке уже {MAX_CARDS} человек, осталось 0 мест",
    "Чтобы добавить человека, сначала удалите из картотеки другого.",
)
SEARCH_FIRST = Notice(
    Kind.WARNING,
    "Данные изменились",
    "мы ещё не искали человека с такими данными. Добавьте его: если он не найдётся, данные можно "
    "будет отправить на проверку.",
)
UNCHANGED = Notice(
    Kind.ERROR,
    "По этим данным уже отказано",
    "Исправьте данные или документы и отправьте их снова. Если данные верны, позвоните в центр записи: телефоны в "
    "разделе «Обратная связь».",
)
TOO_MANY = Notice(
    Kind.ERROR,
    "Слишком много заявок на проверке",
    "Дождитесь решения по отправленным заявкам, потом отправьте следующую.",
)
ONLY_ADDRESS = Notice(
    Kind.ERROR,
    "Изменить можно только адрес",
    "Фамилия, имя, отчество, дата рождения и полис берутся из реестра застрахованных. Нажмите «Обновить из реестра».",
)
CHANGED_MEANWHILE = Notice(
    Kind.WARNING,
    "Адрес уже изменили в другом окне",
    "Ваши изменения пока не сохранены. Проверьте адрес ниже и нажмите «Сохранить» ещё раз.",
)
MAIN_STAYS = Notice(
    Kind.ERROR,
    "Главного пользователя удалить нельзя",
    "Запись главного пользователя остаётся в картотеке всегда.",
)
NOT_CONFIRMED = Notice(
    Kind.ERROR,
    "Данные этого человека пока не подтверждены",
    "Обновить данные из реестра можно будет после проверки.",
)


def archive_ready(address: str) -> Notice:
    """An archive of the person's record waits."""
    text = "Мы храним его сутки."
    return Notice(Kind.SUCCESS, "Архив медкарты готов", text, link_text="Скачать карту", link_url=address)


def explain(error: DomainError, now: datetime) -> tuple[Notice, int]:
    """The notice for a rule that said no, and the HTTP status of the page that shows it."""
    if isinstance(error, errors.SearchPaused):
        return _paused(error, now), 429
    if isinstance(error, errors.PersonAlreadyInIndex):
        return _already(error), 409
    return _FIXED[type(error)]


_FIXED: dict[type[DomainError], tuple[Notice, int]] = {
    errors.PersonNotFound: (NOT_FOUND, 422),
    errors.SearchLimitReached: (LIMIT_REACHED, 429),
    errors.CardIndexFull: (FULL, 409),
    errors.SearchFirst: (SEARCH_FIRST, 409),
    errors.MainCardStays: (MAIN_STAYS, 409),
    errors.AddressChangedMeanwhile: (CHANGED_MEANWHILE, 409),
    errors.CardNotConfirmed: (NOT_CONFIRMED, 409),
    moderation_errors.UnchangedSinceRefusal: (UNCHANGED, 409),
    moderation_errors.TooManyRequests: (TOO_MANY, 429),
}


def _paused(error: errors.SearchPaused, now: datetime) -> Notice:
    seconds = max(1, math.ceil((error.again_at - now).total_seconds()))
    wait = count(seconds, "секунду", "секунды", "секунд")
    return Notice(
        Kind.WARNING,
        "Подождите немного",
        f"Следующий поиск возможен через {wait}. Пока проверьте данные по документам.",
    )


def _already(error: errors.PersonAlreadyInIndex) -> Notice:
    return Notice(
        Kind.ERROR,
        "Этот человек уже в картотеке",
        "Второй записи мы не сделали.",
        link_text="Показать запись",
        link_url=reverse("card_index:person", args=[error.card_id]),
    )


def added(card: Card) -> tuple[str, str]:
    return (
        f"{card.name} — запись добавлена в картотеку",
        "Теперь доступны все услуги региона для этого человека.",
    )


def sent(card: Card) -> tuple[str, str]:
    return (
        f"{card.name} — данные отправлены на проверку",
        "Запись уже в картотеке. Когда модератор проверит данные, откроются все услуги.",
    )


def removed(card: Card) -> str:
    return f"{card.name} — запись удалена из картотеки"
