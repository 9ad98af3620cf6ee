"""What the Portal says about signing in by ESIA: (title, text) of a notice."""

from collections.abc import Mapping

from kartoteka.domain.accounts.errors import (
    AccountBlocked,
    IdentityNotConfirmed,
    RegionNotChosen,
    SignInCancelled,
    SignInError,
    SignInNotExpected,
    TooManySignIns,
)
from kartoteka.ui.notices import Kind, Notice

_NOTICES: Mapping[type[SignInError], Notice] = {
    SignInCancelled: Notice(
        Kind.WARNING,
        "Вход через Госуслуги отменён",
        "Вы можете войти по логину и паролю или попробовать ещё раз.",
    ),
    IdentityNotConfirmed: Notice(
        Kind.WARNING,
        "Нужна подтверждённая учетная запись Госуслуг",
        "Получите на Госуслугах статус «Подтвержденная» — в приложении банка или в МФЦ — и войдите ещё раз. Если на "
        "Портале у Вас есть логин и пароль, по ним можно войти уже сейчас.",
    ),
    SignInNotExpected: Notice(
        Kind.ERROR,
        "Вход через Госуслуги не завершён",
        "Он действует 10 минут, один раз и только в том браузере, в котором начат. Начните вход ещё раз.",
    ),
    AccountBlocked: Notice(
        Kind.ERROR,
        "Эта учетная запись заблокирована",
        "Позвоните нам, и мы объясним причину: телефоны в разделе «Обратная связь».",
    ),
    RegionNotChosen: Notice(
        Kind.WARNING,
        "Выберите регион",
        "Мы создадим Вам учетную запись в нём. После выбора снова откроются Госуслуги.",
    ),
    TooManySignIns: Notice(
        Kind.WARNING,
        "Слишком много попыток входа",
        "Подождите 15 минут и попробуйте ещё раз или войдите по логину и паролю.",
    ),
}
SILENT_ESIA = (
    "Госуслуги сейчас не отвечают",
    "Попробуйте через несколько минут. По логину и паролю можно войти уже сейчас.",
)
REFUSED_BY_ESIA = (
    "Госуслуги не подтвердили вход",
    "Мы уже знаем об этой ошибке. Войдите по логину и паролю или попробуйте позже.",
)
WELCOME = ("Учетная запись создана", "Вы вошли через Госуслуги и записаны в картотеку как Главный пользователь.")
WELCOME_UNLISTED = (
    "Учетная запись создана",
    "Вы вошли через Госуслуги. В базе застрахованных Вас пока нет: добавьте себя, и данные проверит модератор.",
)
EMAIL_IS_TAKEN = (
    "У Вас есть другая учетная запись",
    "Ваша электронная почта указана в ней, поэтому в новую мы её не записали. Картотеки у них раздельные.",
)

TOO_MANY_LETTERS = Notice(
    Kind.WARNING,
    "Слишком много писем",
    "С этого компьютера или телефона уже запросили много писем. Подождите час и попробуйте ещё раз.",
)
SIGN_UP_LINK_OVER = Notice(
    Kind.WARNING,
    "Эта ссылка больше не действует",
    "Ею уже воспользовались, или прошло больше 24 часов. Укажите почту ещё раз, и мы отправим новую.",
)
SIGNED_UP = Notice(
    Kind.SUCCESS, "Учетная запись создана", "Добавьте себя в картотеку: Вы станете главным пользователем."
)
RESET_LINK_OVER = Notice(
    Kind.WARNING,
    "Эта ссылка больше не действует",
    "Ею уже воспользовались, или прошло больше 30 минут. Укажите почту ещё раз, и мы отправим новую.",
)
PASSWORD_SET = Notice(Kind.SUCCESS, "Пароль изменен", "Войдите с новым паролем.")
CONSENT_IS_NEW = Notice(
    Kind.WARNING, "Текст согласия обновился", "Прочитайте, пожалуйста, новый и подтвердите согласие."
)


def explain(error: SignInError) -> Notice:
    """What a sign-in that can't go on is answered with."""
    return _NOTICES[type(error)]
