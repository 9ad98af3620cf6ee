"""What a message is about, in the words of the form, of the letter and of the administrator's list."""

from kartoteka.domain.feedback.types import TicketKind

TICKET_KINDS = {
    TicketKind.MALFUNCTION: "Портал работает неправильно",
    TicketKind.SIGN_IN: "Вход и регистрация",
    TicketKind.CARD_INDEX: "Картотека и проверка данных",
    TicketKind.RECORD: "Медкарта и доступ к ней",
    TicketKind.BOOKING: "Запись к врачу",
    TicketKind.SUGGESTION: "Предложение",
    TicketKind.OTHER: "Другое",
}
