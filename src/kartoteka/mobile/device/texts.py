"""What the first run and the opening of the app say to people."""

from kartoteka.domain.accounts.app_devices.errors import WrongPin
from kartoteka.ui.notices import Kind, Notice

# To the letter of the manual.
PIN_MISMATCH = "Неверный пароль. Попробуйте еще раз"
WEAK_PIN = "Этот PIN-код легко угадать: одинаковые цифры, цифры подряд, год или дата рождения. Придумайте другой"
NO_KEY = "Браузер телефона не смог создать ключ. Обновите его и попробуйте ещё раз"
TRY_AGAIN = "Не получилось проверить телефон. Попробуйте ещё раз"
PIN_SHOWN_LONG_AGO = "Прошло больше пяти минут. Начните смену PIN-кода заново"
PIN_CHANGED = Notice(Kind.SUCCESS, "PIN-код изменен")
NO_BIOMETRICS = "Включить вход по биометрии не получилось. Попробуйте ещё раз или входите по PIN-коду"
BIOMETRICS_REFUSED = "Узнать Вас по биометрии не получилось. Введите PIN-код"
BIOMETRICS_ON = Notice(
    Kind.SUCCESS, "Теперь приложение открывается по отпечатку пальца или Face ID", "PIN-код остаётся запасным способом."
)
PUSH_ON = Notice(Kind.SUCCESS, "Уведомления включены", "О новом событии телефон сообщит без имён и подробностей.")
PUSH_OFF = Notice(Kind.SUCCESS, "Уведомления отключены")
NO_PUSH_SERVICE = "Браузер этого телефона получает уведомления через службу, с которой Портал не работает"
ONLY_IN_BROWSER = Notice(
    Kind.WARNING, "В приложение входят пациенты", "Рабочее место сотрудника открывается в браузере на компьютере."
)
NUMBER_NOT_ACTIVATED = Notice(
    Kind.WARNING,
    "Номер телефона не указан или не активирован",
    "Укажите и активируйте его в профиле, чтобы получать извещения.",
)


def wrong_pin(error: WrongPin) -> str:
    return f"Неверный PIN-код. Осталось попыток: {error.tries_left}"
