"""Letters about the account."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from kartoteka.domain.messaging.templates.wording import duration, harmless, letter, moment

_NOTICE_USEFUL_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class EmailConfirmationLink:
    """The address belongs to whoever opens the link."""

    name: ClassVar[str] = "email-confirmation-link"
    subject: ClassVar[str] = "Подтвердите электронную почту"
    is_on_demand: ClassVar[bool] = True

    link: str
    lasts: timedelta

    @property
    def useful_for(self) -> timedelta:
        return self.lasts

    def text(self) -> str:
        return letter(
            "Этот адрес указали на Портале пациента. Чтобы подтвердить, что он Ваш, откройте ссылку:",
            self.link,
            f"Ссылка действует {duration(self.lasts)}.",
            "Если Вы ничего не указывали, просто удалите это письмо.",
        )


@dataclass(frozen=True, slots=True)
class AccountExists:
    """Somebody signed up with an address that has an account; the page itself says nothing of it."""

    name: ClassVar[str] = "account-exists"
    subject: ClassVar[str] = "У Вас уже есть учетная запись"
    is_on_demand: ClassVar[bool] = True

    sign_in_link: str
    reset_link: str

    @property
    def useful_for(self) -> timedelta:
        return timedelta(days=1)

    def text(self) -> str:
        return letter(
            "На Портале пациента пробовали зарегистрироваться с этим адресом. У Вас уже есть учетная запись, "
            "новая не нужна.",
            f"Войти: {self.sign_in_link}",
            f"Забыли пароль: {self.reset_link}",
            "Если это были не Вы, ничего делать не нужно: Ваша учетная запись в безопасности.",
        )


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """The way to a new password. Nothing is sent to an address without an account."""

    name: ClassVar[str] = "password-reset"
    subject: ClassVar[str] = "Новый пароль"
    is_on_demand: ClassVar[bool] = True

    link: str
    lasts: timedelta

    @property
    def useful_for(self) -> timedelta:
        return self.lasts

    def text(self) -> str:
        return letter(
            "Чтобы задать новый пароль на Портале пациента, откройте ссылку:",
            self.link,
            f"Ссылка действует {duration(self.lasts)} и только один раз.",
            "Если Вы не просили о новом пароле, ничего делать не нужно: прежний остаётся в силе.",
        )


@dataclass(frozen=True, slots=True)
class SignInReset:
    """The administrator took the password away; it is written whatever strangers asked for at this address before."""

    name: ClassVar[str] = "sign-in-reset"
    subject: ClassVar[str] = "Вход сброшен: задайте новый пароль"
    is_on_demand: ClassVar[bool] = False

    link: str
    lasts: timedelta

    @property
    def useful_for(self) -> timedelta:
        return self.lasts

    def text(self) -> str:
        return letter(
            "Администратор Портала пациента сбросил вход в Вашу учетную запись: прежний пароль больше не подходит. "
            "Чтобы задать новый, откройте ссылку:",
            self.link,
            f"Ссылка действует {duration(self.lasts)} и только один раз. Когда она перестанет действовать, на странице "
            "входа нажмите «Забыли пароль?».",
            "Если Вы не просили об этом, позвоните нам.",
        )


@dataclass(frozen=True, slots=True)
class AccountOpened:
    """The administrator made an account; its owner chooses the password himself."""

    name: ClassVar[str] = "account-opened"
    subject: ClassVar[str] = "Для Вас создана учетная запись"
    is_on_demand: ClassVar[bool] = False

    link: str
    lasts: timedelta

    @property
    def useful_for(self) -> timedelta:
        return self.lasts

    def text(self) -> str:
        return letter(
            "На Портале пациента для Вас создана учетная запись. Чтобы задать пароль, откройте ссылку:",
            self.link,
            f"Ссылка действует {duration(self.lasts)} и только один раз. Когда она перестанет действовать, на странице "
            "входа нажмите «Забыли пароль?».",
            "Если Вы не знаете, о чём речь, просто удалите это письмо.",
        )


@dataclass(frozen=True, slots=True)
class NoSuchAccount:
    """Somebody asked for a new password with an address that has no account; the page itself says nothing of it."""

    name: ClassVar[str] = "no-such-account"
    subject: ClassVar[str] = "Учетной записи с этим адресом нет"
    is_on_demand: ClassVar[bool] = True
    sign_up_link: str

    @property
    def useful_for(self) -> timedelta:
        return timedelta(days=1)

    def text(self) -> str:
        return letter(
            "На Портале пациента просили новый пароль для этого адреса, но учетной записи с ним нет. Возможно, Вы "
            "указывали другой адрес или входите через Госуслуги.",
            f"Зарегистрироваться: {self.sign_up_link}",
            "Если Вы ничего не просили, просто удалите это письмо.",
        )


@dataclass(frozen=True, slots=True)
class SignInByEsia:
    """Somebody asked for a new password of an account that has none (R69)."""

    name: ClassVar[str] = "sign-in-by-esia"
    subject: ClassVar[str] = "Как войти на Портал пациента"
    is_on_demand: ClassVar[bool] = True

    @property
    def useful_for(self) -> timedelta:
        return timedelta(days=1)

    def text(self) -> str:
        return letter(
            "Для Вашей учетной записи просили новый пароль. Пароля у неё нет: Вы входите через Госуслуги.",
            "На странице входа нажмите «Войти через портал Госуслуг РФ (ЕСИА)».",
            "Если Вы ничего не просили, просто удалите это письмо.",
        )


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """A notice to the owner, who may not be the one who did it."""

    name: ClassVar[str] = "password-changed"
    subject: ClassVar[str] = "Пароль изменен"
    is_on_demand: ClassVar[bool] = False

    at: datetime
    time_zone: str
    reset_link: str

    @property
    def useful_for(self) -> timedelta:
        return _NOTICE_USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"Пароль Вашей учетной записи изменен {moment(self.at, self.time_zone)}.",
            "Если его сменили не Вы, сразу задайте новый и позвоните нам:",
            self.reset_link,
        )


@dataclass(frozen=True, slots=True)
class NewDeviceSignIn:
    """Somebody signed in from where nobody has before."""

    name: ClassVar[str] = "new-device-sign-in"
    subject: ClassVar[str] = "Вход с нового устройства"
    is_on_demand: ClassVar[bool] = False

    device: str
    at: datetime
    time_zone: str
    reset_link: str

    @property
    def useful_for(self) -> timedelta:
        return _NOTICE_USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"В Вашу учетную запись вошли с нового устройства {moment(self.at, self.time_zone)}.",
            f"Устройство: {harmless(self.device)}.",
            "Если это были Вы, ничего делать не нужно. Если не Вы, сразу задайте новый пароль и позвоните нам:",
            self.reset_link,
        )


@dataclass(frozen=True, slots=True)
class AccountBlocked:
    """The account is closed to its owner; why, he is told by phone."""

    name: ClassVar[str] = "account-blocked"
    subject: ClassVar[str] = "Учетная запись заблокирована"
    is_on_demand: ClassVar[bool] = False

    at: datetime
    time_zone: str
    feedback_link: str

    @property
    def useful_for(self) -> timedelta:
        return _NOTICE_USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"Ваша учетная запись заблокирована {moment(self.at, self.time_zone)}. Данные Вашей картотеки сохранены.",
            "Чтобы узнать причину и вернуть доступ, позвоните нам. Телефоны Вашего региона:",
            self.feedback_link,
        )


@dataclass(frozen=True, slots=True)
class ListedByAnother:
    """Somebody put the reader into a card index: who, he sees on the Portal (R4)."""

    name: ClassVar[str] = "listed-by-another"
    subject: ClassVar[str] = "Вас добавили в картотеку"
    is_on_demand: ClassVar[bool] = False

    link: str

    @property
    def useful_for(self) -> timedelta:
        return _NOTICE_USEFUL_FOR

    def text(self) -> str:
        return letter(
            "Другой пользователь Портала пациента добавил Вас в свою картотеку. Он сможет записать Вас к врачу; "
            "медкарту это не открывает. Кто это, видно здесь:",
            self.link,
            "Если Вы этого человека не знаете, на той же странице можно убрать себя из его картотеки.",
        )
