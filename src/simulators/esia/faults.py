"""What can be made to go wrong, with the words of its link."""

REFUSAL = "refusal"
SLOW_TOKENS = "slow-tokens"
SILENT_TOKENS = "silent-tokens"
BROKEN_TOKENS = "broken-tokens"
FOREIGN_KEY = "foreign-key"
OVER = "over"
BROKEN_PERSON = "broken-person"
_ERROR = "error-"

FAULTS = {
    REFUSAL: "Отказаться от входа (ESIA-007004)",
    "error-007014": "Ошибка: не хватает параметра (ESIA-007014)",
    "error-007019": "Ошибка: нет разрешения (ESIA-007019)",
    "error-007023": "Ошибка: другой адрес возврата (ESIA-007023)",
    "error-007055": "Ошибка: учетная запись не подтверждена (ESIA-007055)",
    SILENT_TOKENS: "Госуслуги отвечают ошибкой сервера",
    SLOW_TOKENS: "Госуслуги не отвечают 30 секунд",
    BROKEN_TOKENS: "Ответ испорчен",
    FOREIGN_KEY: "Ответ подписан чужим ключом",
    OVER: "Ответ просрочен",
    BROKEN_PERSON: "Нет данных о человеке",
}


def code_of(fault: str) -> str:
    """The error with which the browser is sent back; empty: it gets a code, and the fault comes later."""
    if fault == REFUSAL:
        return "ESIA-007004"
    return f"ESIA-{fault.removeprefix(_ERROR)}" if fault.startswith(_ERROR) else ""
