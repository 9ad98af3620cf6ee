"""What the profile says to people."""

import math
from datetime import datetime

from kartoteka.domain.accounts import errors
from kartoteka.domain.accounts.types import PhoneActivation
from kartoteka.domain.card_index.types import CopyObstacle, PhoneCopying
from kartoteka.shared.phones import MobilePhone
from kartoteka.ui.notices import Kind, Notice
from kartoteka.ui.presenters import count

_MINUTE = 60
NEEDS_ACTIVATION = "Номер ещё не активирован: нажмите «Подтвердить» и введите код из СМС"
NO_NUMBER = "Введите номер мобильного телефона"
ALREADY_ACTIVE = Notice(Kind.SUCCESS, "Этот номер уже активирован", "Подтверждать его снова не нужно.")
_CODE_TOO_LATE = "Прошло больше 60 минут. Нажмите «Получить SMS», и мы отправим новый."
_CODE_TRIED_TOO_OFTEN = "Код введён неверно 5 раз. Нажмите «Получить SMS», и мы отправим новый."

_COPYING_NEEDS_ESIA = (
    "Передавать номер в медицинскую систему региона можно, когда личность подтверждена через Госуслуги: привяжите их к "
    "учетной записи или войдите через них."
)
_COPYING_NEEDS_NUMBER = (
    "Номер можно будет передать в медицинскую систему региона, когда Вы подтвердите его кодом из СМС."
)

SESSION_ENDED = Notice(Kind.SUCCESS, "Вход завершён", "На том устройстве нужно будет войти заново.")
TELEPHONE_ENDED = Notice(
    Kind.SUCCESS,
    "Телефон отвязан",
    "Приложение «К врачу» на нём больше не откроется: PIN-код и данные на нём перестали действовать.",
)
OTHERS_ENDED = Notice(Kind.SUCCESS, "Вход завершён везде, кроме этого устройства")
PASSWORD_CHANGED = Notice(
    Kind.SUCCESS, "Пароль изменен", "На других устройствах нужно будет войти заново. Мы отправили Вам об этом письмо."
)
NO_PASSWORD = Notice(
    Kind.WARNING, "У этой учетной записи нет пароля", "Вы входите через Госуслуги, менять здесь нечего."
)


def why_not_copied(copying: PhoneCopying, *, has_esia: bool) -> str:
    """Why the profile offers no copying; empty where it does, or where nothing would help: nobody can enter by ESIA."""
    if copying.obstacle is CopyObstacle.NO_NUMBER:
        return _COPYING_NEEDS_NUMBER
    return _COPYING_NEEDS_ESIA if copying.obstacle is CopyObstacle.NO_ESIA and has_esia else ""


def code_over(activation: PhoneActivation) -> Notice:
    why = _CODE_TOO_LATE if activation.tries_left else _CODE_TRIED_TOO_OFTEN
    return Notice(Kind.WARNING, "Этот код больше не действует", why)


def too_many_codes(phone: MobilePhone) -> Notice:
    return Notice(
        Kind.ERROR,
        "На сегодня коды закончились",
        f"На номер {phone} код не отправлен: мы отправляем не больше пяти в день, чтобы никто не мог беспокоить Вас "
        "сообщениями. Попробуйте завтра.",
    )


def code_sent(phone: MobilePhone) -> Notice:
    return Notice(Kind.SUCCESS, f"СМС с кодом отправлено на номер {phone}")


def activated(phone: MobilePhone) -> Notice:
    return Notice(Kind.SUCCESS, f"Номер {phone} активирован", "Нажмите «Сохранить», чтобы изменения вступили в силу.")


def sent_recently(error: errors.CodeSentRecently, now: datetime) -> Notice:
    seconds = max(1, math.ceil((error.again_at - now).total_seconds()))
    minutes = math.ceil(seconds / _MINUTE)
    wait = (
        count(seconds, "секунду", "секунды", "секунд")
        if seconds < _MINUTE
        else count(minutes, "минуту", "минуты", "минут")
    )
    return Notice(Kind.WARNING, "СМС с кодом уже в пути", f"Следующее можно будет запросить через {wait}.")


def wrong_code(error: errors.WrongCode) -> str:
    return f"Код не подходит, проверьте цифры. Осталось попыток: {error.tries_left}"
