"""Russian words for what the administrator sees."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from kartoteka.domain.accounts.types import BlockGround, Role
from kartoteka.domain.audit.types import Event
from kartoteka.domain.feedback.types import TicketState
from kartoteka.domain.messaging.templates.catalogue import LETTERS
from kartoteka.domain.messaging.templates.sms import PhoneActivationCode, PhoneChanged, StepUpCode
from kartoteka.domain.messaging.types import Channel, MessageView
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.domain.regions.types import ServiceAccess

ROLES = {
    Role.USER: "Пользователь",
    Role.MODERATOR: "Модератор",
    Role.HEAD_MODERATOR: "Старший модератор",
    Role.REGISTRAR: "Регистратор",
    Role.ADMINISTRATOR: "Администратор",
}
BLOCK_GROUNDS = {
    BlockGround.OWNER_ASKED: "Просьба владельца",
    BlockGround.STRANGER_SUSPECTED: "Похоже, что входит посторонний",
    BlockGround.RULES_BROKEN: "Нарушение правил Портала",
    BlockGround.STAFF_LEFT: "Сотрудник больше не работает",
    BlockGround.OTHER: "Другая причина",
}
TICKET_STATES = {
    TicketState.NEW: "Ждёт ответа",
    TicketState.ANSWERED: "Отвечено",
    TicketState.CLOSED: "Закрыто без ответа",
}
# What can be done with a message to support: the button, and what is said when it is done.
TICKET_ACTS = {
    TicketState.NEW: ("Вернуть в работу", "Сообщение снова ждёт ответа"),
    TicketState.ANSWERED: ("Отметить отвеченным", "Сообщение отмечено отвеченным"),
    TicketState.CLOSED: ("Закрыть без ответа", "Сообщение закрыто без ответа"),
}
CHANNELS = {Channel.EMAIL: "Письмо", Channel.SMS: "СМС"}
TROUBLES = {
    Trouble.UNAVAILABLE: "сервер не отвечал",
    Trouble.REFUSED: "сервер отказал",
    Trouble.INTERRUPTED: "отправка обрывалась",
    Trouble.FAULT: "ошибка Портала",
    Trouble.TOO_LATE: "вышел срок",
    Trouble.WITHDRAWN: "отменено",
}
_DELIVERY = {
    DeliveryState.QUEUED: "В очереди",
    DeliveryState.SENDING: "Отправляется",
    DeliveryState.DELIVERED: "Отправлено",
    DeliveryState.DEAD: "Не доставлено",
}
# Letters are known by their subjects, which say nothing of a person; SMS have none.
TEMPLATES: dict[str, str] = {template.name: template.subject for template in LETTERS} | {
    PhoneActivationCode.name: "Код активации телефона",
    StepUpCode.name: "Код подтверждения",
    PhoneChanged.name: "Телефон изменен",
}
SERVICE_ACCESS = {
    ServiceAccess.BASIC: "Для всех из картотеки",
    ServiceAccess.EXTENDED: "После проверки данных",
}
TIME_ZONES = {
    "Europe/Kaliningrad": "МСК−1, Калининград",
    "Europe/Moscow": "Московское время",
    "Europe/Samara": "МСК+1, Самара",
    "Europe/Saratov": "МСК+1, Саратов",
    "Asia/Yekaterinburg": "МСК+2, Екатеринбург",
    "Asia/Omsk": "МСК+3, Омск",
    "Asia/Novosibirsk": "МСК+4, Новосибирск",
    "Asia/Barnaul": "МСК+4, Барнаул",
    "Asia/Tomsk": "МСК+4, Томск",
    "Asia/Krasnoyarsk": "МСК+4, Красноярск",
    "Asia/Irkutsk": "МСК+5, Иркутск",
    "Asia/Chita": "МСК+6, Чита",
    "Asia/Yakutsk": "МСК+6, Якутск",
    "Asia/Vladivostok": "МСК+7, Владивосток",
    "Asia/Magadan": "МСК+8, Магадан",
    "Asia/Sakhalin": "МСК+8, Сахалин",
    "Asia/Kamchatka": "МСК+9, Камчатка",
    "Asia/Anadyr": "МСК+9, Анадырь",
}
EVENTS = {
    Event.CARD_ADDED: "Добавлен человек в картотеку",
    Event.CARD_REOPENED: "Запись возвращена в картотеку",
    Event.CARD_REMOVED: "Запись удалена из картотеки",
    Event.CARD_CONFIRMED: "Данные записи подтверждены",
    Event.CARD_REFUSED: "В подтверждении данных записи отказано",
    Event.CARD_AWAITS_AGAIN: "Решение модератора отменено, запись снова на проверке",
    Event.CARD_ADDRESS_CHANGED: "Изменен адрес в записи",
    Event.CARD_REFRESHED: "Данные записи обновлены из базы застрахованных",
    Event.IDENTITY_CONFIRMED: "Личность Главного пользователя подтверждена",
    Event.IDENTITY_WITHDRAWN: "Подтверждение личности отменено как ошибочное",
    Event.LISTING_LEFT: "Человек убрал себя из этой картотеки",
    Event.PATIENT_SOUGHT: "Регистратор искал человека",
    Event.PATIENT_LOOKED_AT: "Регистратор открыл запись Главного пользователя",
    Event.SLIP_PRINTED: "Регистратор напечатал памятку",
    Event.ACCOUNT_NAMED_WRONG: "В регистратуре названа не та учетная запись",
    Event.RIGHTS_LOOKED_AT: "В регистратуре открыты права на карту пациента",
    Event.CONSENT_ON_PAPER: "Записано согласие пациента на бумаге",
    Event.CONSENT_TAKEN_BACK: "Записан отзыв согласия на бумаге",
    Event.KIN_DENIALS_LOOKED_AT: "Просмотрены сообщения о чужих родственниках",
    Event.KIN_ASKED_FOR: "Спрошено о родственниках",
    Event.KIN_QUESTION_GIVEN_UP: "Спросить о родственниках не удалось",
    Event.KIN_OFFERED: "Предложен родственник",
    Event.KIN_WITHDRAWN: "Предложение родственника снято",
    Event.KIN_ADDED: "Родственник добавлен по предложению",
    Event.KIN_INVITED: "Взрослый родственник приглашён в картотеку",
    Event.KIN_AGREED: "Приглашение в чужую картотеку принято",
    Event.KIN_DECLINED: "Приглашение в чужую картотеку отклонено",
    Event.KIN_POSTPONED: "Предложение родственника отложено",
    Event.KIN_DENIED: "Отмечено: это не мой родственник",
    Event.KIN_DENIAL_TAKEN_BACK: "Отметка «не мой родственник» снята",
    Event.SEARCH_MISSED: "Поиск человека: не найден",
    Event.SEARCH_LIMITED: "Поиск человека: исчерпан лимит",
    Event.VERIFICATION_SENT: "Заявка отправлена на проверку",
    Event.VERIFICATION_MOVED: "По заявке на проверку сделан следующий шаг",
    Event.ACCOUNT_CREATED: "Учетная запись создана",
    Event.ACCOUNT_CLOSED: "Учетная запись закрыта",
    Event.ACCOUNT_FORGOTTEN: "Учетная запись удалена: владелец не дал согласия",
    Event.ACCOUNT_LINKED_WITH_ESIA: "Связана с Госуслугами",
    Event.PHONE_CODE_SENT: "Отправлен код активации телефона",
    Event.PHONE_CODE_WRONG: "Неверный код активации телефона",
    Event.PHONE_ACTIVATED: "Телефон активирован",
    Event.PHONE_ACTIVATION_CANCELLED: "Отменена активация телефона",
    Event.PHONE_CHANGED: "Изменен телефон",
    Event.PHONE_COPYING_CHOSEN: "Выбрана передача номера в медицинскую систему",
    Event.PHONE_COPYING_STOPPED: "Передача номера в медицинскую систему отключена",
    Event.PHONE_COPY_QUEUED: "Номер поставлен в очередь в медицинскую систему",
    Event.PHONE_COPY_DELIVERED: "Номер передан в медицинскую систему",
    Event.PHONE_COPY_REFUSED: "Медицинская система не приняла номер",
    Event.REPORT_ISSUED: "Начата выдача протокола осмотра",
    Event.REPORT_GIVEN: "Протокол осмотра выдан файлом",
    Event.PHONE_COPY_GIVEN_UP: "Номер не удалось передать в медицинскую систему",
    Event.SIGN_UP_ASKED: "Запрошена регистрация",
    Event.CONSENT_TEXT_PUBLISHED: "Опубликован новый текст согласия",
    Event.CONSENT_GIVEN: "Дано согласие на обработку данных",
    Event.PASSWORD_RESET_ASKED: "Запрошен новый пароль",
    Event.PASSWORD_CHANGED: "Пароль изменен",
    Event.SESSION_ENDED: "Сеанс завершён владельцем",
    Event.ACCOUNT_REGION_CHANGED: "Изменен регион",
    Event.SIGNED_IN: "Вход",
    Event.SIGN_IN_FAILED: "Неудачная попытка входа",
    Event.APP_DEVICE_BOUND: "Телефон привязан в приложении",
    Event.APP_DEVICE_ENDED: "Телефон отвязан от приложения",
    Event.APP_UNLOCKED: "Приложение открыто",
    Event.APP_PIN_WRONG: "Неверный PIN-код приложения",
    Event.APP_PIN_CHANGED: "Изменен PIN-код приложения",
    Event.APP_PASSKEY_ADDED: "Включён вход в приложение по биометрии",
    Event.APP_PASSKEY_REMOVED: "Выключен вход в приложение по биометрии",
    Event.APP_PUSH_ON: "Включены уведомления приложения",
    Event.APP_PUSH_OFF: "Отключены уведомления приложения",
    Event.APP_LOCKED_OUT: "Телефон отвязан: PIN-код 5 раз введён неверно",
    Event.STEP_UP_CODE_SENT: "Отправлен код перед медицинскими данными",
    Event.STEP_UP_CODE_WRONG: "Неверный код перед медицинскими данными",
    Event.STEPPED_UP: "Личность подтверждена кодом из СМС",
    Event.SIGNED_OUT: "Выход",
    Event.ACCOUNT_BLOCKED: "Заблокирована",
    Event.ACCOUNT_UNBLOCKED: "Разблокирована",
    Event.SIGN_IN_RESET: "Вход сброшен",
    Event.SIGN_IN_PAUSE_LIFTED: "Снята пауза после неверных паролей",
    Event.MADE_USER: "Назначена роль «Пользователь»",
    Event.MADE_MODERATOR: "Назначена роль «Модератор»",
    Event.MADE_HEAD_MODERATOR: "Назначена роль «Старший модератор»",
    Event.MADE_REGISTRAR: "Назначена роль «Регистратор»",
    Event.MADE_ADMINISTRATOR: "Назначена роль «Администратор»",
    Event.ROLE_PROPOSED: "Предложена роль",
    Event.ROLE_DECLINED: "Отклонена роль",
    Event.ROLE_PROPOSAL_ENDED: "Больше не ждёт подтверждения роль",
    Event.SECOND_FACTOR_SET_UP: "Включён код при входе",
    Event.SECOND_FACTOR_FAILED: "Неверный код при входе",
    Event.SECOND_FACTOR_RESET: "Код при входе сброшен",
    Event.RECOVERY_CODES_MADE: "Выданы новые запасные коды",
    Event.ACCOUNT_LOOKED_AT: "Администратор открыл эту страницу",
    Event.ACCOUNTS_SEARCHED: "Поиск по учетным записям",
    Event.VERIFICATION_LOOKED_AT: "Модератор открыл заявку на проверку",
    Event.DESK_REFUSED: "Попытка открыть рабочее место модератора",
    Event.FUND_REGISTER_IMPORTED: "Загружен реестр территориального фонда",
    Event.RECORD_TAKEN_OVER: "Загружена медкарта из файла медицинской организации",
    Event.ADMINISTRATION_REFUSED: "Попытка открыть страницы администратора",
    Event.REGION_CHANGED: "Изменен регион Портала",
    Event.LOOKS_TERM_CHANGED: "Изменен срок хранения просмотров медкарты",
    Event.REPRESENTATION_RECORDED: "Записан законный представитель",
    Event.REPRESENTATION_ENDED: "Представительство прекращено",
    Event.CODES_SWITCHED_ON: "Включён доступ по коду",
    Event.CODES_SWITCHED_OFF: "Выключен доступ по коду",
    Event.CODE_ISSUED: "Выдан код доступа",
    Event.CODE_REDEEMED: "Код доступа использован",
    Event.CODE_NOT_ACCEPTED: "Код доступа не подошёл",
    Event.CODE_BURNT: "Код доступа погашен после неверных дат",
    Event.CODE_ALARM: "Много неверных кодов доступа в регионе",
    Event.ACCESS_ASKED: "Запрошен доступ к медкарте",
    Event.ACCESS_WITHDRAWN: "Запрос доступа отозван",
    Event.ACCESS_DECLINED: "Запрос доступа отклонён",
    Event.ACCESS_GIVEN: "Дан доступ к медкарте",
    Event.ACCESS_ENDED: "Закрыт доступ к медкарте",
    Event.ACCESS_FORBIDDEN: "Запрещено отображение медкарты",
    Event.ACCESS_ALLOWED_AGAIN: "Снят запрет отображения медкарты",
    Event.DISPUTE_OPENED: "Доступ к медкарте приостановлен из-за спора",
    Event.DISPUTE_CLOSED: "Спор о медкарте завершён",
    Event.EMANCIPATION_RECORDED: "Записана полная дееспособность до 18 лет",
    Event.BIRTH_DATE_CONFIRMED: "Подтверждена исправленная дата рождения",
    Event.AGE_RULES_SET: "Изменены возрастные правила региона",
    Event.WORKING_DAYS_SET: "Изменены рабочие дни региона",
    Event.DOCUMENT_TYPES_SET: "Изменены виды документов, которые видят пациенты",
    Event.MESSAGE_QUEUED: "Сообщение поставлено в очередь",
    Event.MESSAGE_SENT: "Сообщение отправлено",
    Event.MESSAGE_GIVEN_UP: "Сообщение не доставлено",
    Event.MESSAGE_WITHDRAWN: "Сообщение отозвано до отправки",
    Event.DOWNLOAD_ASKED: "Запрошен архив медкарты",
    Event.DOWNLOAD_READY: "Архив медкарты готов",
    Event.DOWNLOAD_FETCHED: "Архив медкарты скачан",
    Event.DOWNLOAD_ENDED: "Архив медкарты удалён",
    Event.TICKET_SENT: "Отправлено сообщение в поддержку",
    Event.TICKET_LOOKED_AT: "Администратор открыл сообщение в поддержку",
    Event.TICKET_ANSWERED: "Сообщение в поддержку отмечено отвеченным",
    Event.TICKET_CLOSED: "Сообщение в поддержку закрыто без ответа",
    Event.TICKET_REOPENED: "Сообщение в поддержку снова в работе",
    Event.MESSAGES_SEARCHED: "Поиск писем и СМС по адресу",
    Event.MESSAGE_SENT_AGAIN: "Сообщение отправляется повторно",
}


def moment(at: datetime) -> str:
    """«23 ноября 2026 г., 14:05» by the clocks of the administrator's region."""
    return date_format(timezone.localtime(at), "j E Y, H:i")


def letter_state(letter: MessageView) -> str:
    """«Не доставлено: сервер не отвечал»."""
    if letter.trouble is Trouble.WITHDRAWN:
        return "Отозвано до отправки"
    words = _DELIVERY[letter.state]
    return f"{words}: {TROUBLES[letter.trouble]}" if letter.trouble and letter.state is DeliveryState.DEAD else words


def event_words(event: Event) -> str:
    """What happened. An event that nobody has named yet shows its own name instead of stopping the page."""
    return EVENTS.get(event, event.value)
