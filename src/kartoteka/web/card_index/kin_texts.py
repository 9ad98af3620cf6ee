"""What is said about relatives who are offered."""

from collections.abc import Iterator

from django.urls import reverse

from kartoteka.domain.card_index.kin_types import KinAnswer
from kartoteka.domain.card_index.types import MAX_CARDS
from kartoteka.ui.notices import Kind, Notice

GONE = Notice(
    Kind.WARNING, "Это предложение уже не действует", "На него ответили в другом окне, или сведения изменились."
)
SILENT = (
    "Добавить родственников сейчас не получилось",
    "Система медицинских организаций не отвечает. Предложение сохранится, попробуйте ещё раз через несколько минут.",
)
NOBODY_CHOSEN = Notice(Kind.ERROR, "Никто не отмечен", "Отметьте, кого добавить, и нажмите «Добавить» ещё раз.")
POSTPONED = Notice(
    Kind.SUCCESS,
    "Хорошо, не сейчас",
    "Мы предложим снова через месяц. Передумаете раньше — откройте «Предложенные родственники» внизу страницы.",
)
NO_PLACE_THERE = Notice(
    Kind.ERROR, "В той картотеке нет свободного места", "Приглашение останется: согласиться можно будет позже."
)


def answered(answer: KinAnswer) -> Iterator[Notice]:
    """Who went in, who is asked first, and who found no place: each said by name (R10)."""
    if answer.added:
        title = f"{', '.join(answer.added)} — {'записи добавлены' if len(answer.added) > 1 else 'запись добавлена'}"
        yield Notice(Kind.SUCCESS, f"{title} в картотеку")
    if answer.invited:
        yield Notice(
            Kind.SUCCESS,
            f"{', '.join(answer.invited)} — ждём согласия",
            "Этот человек увидит приглашение, когда войдёт с подтверждённой личностью. Если учетной записи у него "
            "нет, добавьте его сами: понадобится СНИЛС или полис.",
            link_text="Добавить человека",
            link_url=reverse("card_index:add"),
        )
    if answer.without_place:
        yield Notice(
            Kind.ERROR,
            f"{', '.join(answer.without_place)} — не хватило места",
            f"В картотеке уже {MAX_CARDS} человек, осталось 0 мест. Чтобы добавить человека, сначала удалите из "
            "картотеки другого. Предложение сохранится.",
        )
    if answer.gone:
        yield GONE


def denied(name: str) -> Notice:
    return Notice(
        Kind.SUCCESS,
        f"{name} — больше не предложим",
        "Сведения проверят. Этому человеку мы ничего не сообщаем.",
        link_text="Отменить",
        link_url=reverse("card_index:kin"),
    )


def agreed() -> Notice:
    return Notice(
        Kind.SUCCESS,
        "Вы согласились",
        "Запись появилась в картотеке этого человека. Убрать себя можно в любой день.",
        link_text="Кто добавил меня",
        link_url=reverse("card_index:listings"),
    )
