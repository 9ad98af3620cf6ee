"""What a person reads of rights to a record, in kind and exact words (R53, R66)."""

from kartoteka.domain.access.types import Ground, Leaf, Purpose, RecordPart, Refusal

PARTS = {
    RecordPart.PATIENT: "Данные пациента",
    RecordPart.HISTORY: "История лечения",
    RecordPart.RESULTS: "Результаты исследований",
    RecordPart.PRESCRIPTIONS: "Рецепты",
    RecordPart.BENEFITS: "Льготы в рецептах",
    RecordPart.OBSERVATION: "Диспансерное наблюдение",
    RecordPart.DOCUMENTS: "Электронные медицинские документы",
}
LEAVES = {
    Leaf.OVERVIEW: "Обзор медкарты",
    Leaf.CASE: "Случай лечения: диагнозы, визиты, результаты, рецепты",
}
PURPOSES = {
    Purpose.CARE: "Помогаю следить за здоровьем",
    Purpose.CHILD_CARE: "Забочусь о ребёнке",
    Purpose.OTHER: "Другая причина",
}
# As they stand within a line.
GROUNDS = {
    Ground.SELF: "это Ваша карта",
    Ground.GUARDIAN: "доступ опекуна или попечителя",
    Ground.REPRESENTATIVE: "доступ законного представителя",
    Ground.ATTORNEY: "доступ по доверенности",
    Ground.GRANT: "доступ с согласия пациента",
    Ground.CODE: "доступ по коду",
}
REFUSALS = {
    Refusal.NO_RIGHT: "У Вас нет доступа к этой медкарте. Его можно запросить у пациента.",
    Refusal.VIEWER_BLOCKED: "Ваша учетная запись заблокирована. Позвоните нам, мы поможем.",
    Refusal.IDENTITY_NOT_CONFIRMED: (
        "Чтобы открыть медкарту, подтвердите личность: войдите через Госуслуги или покажите паспорт в регистратуре."
    ),
    Refusal.DECEASED: "Медкарта закрыта. О том, как получить сведения, Вам расскажут в поликлинике.",
    Refusal.DISPUTED: (
        "Доступ временно приостановлен, пока вопрос на рассмотрении. Запись к врачу работает как обычно."
    ),
    # In the words of a right that never was: who is shut out need not be told by whom.
    Refusal.FORBIDDEN: "У Вас нет доступа к этой медкарте. Его можно запросить у пациента.",
    Refusal.SHARED_CONTACT: (
        "Телефон или почтовый ящик Вашей учетной записи — и Вашего родителя или опекуна: коды и письма увидит и он. "
        "Медкарта откроется, когда и номер, и ящик будут только Вашими."
    ),
    Refusal.AGE_UNKNOWN: (
        "Мы не знаем даты рождения пациента, поэтому пока не можем открыть медкарту. Позвоните нам, пожалуйста."
    ),
    Refusal.TOO_YOUNG: (
        "Пока Ваша медкарта открыта Вашим родителям или опекунам. Вам она откроется, когда Вы подрастёте."
    ),
    Refusal.CAME_OF_AGE: (
        "Пациент стал совершеннолетним и теперь сам решает, кто видит его медкарту. Вы можете запросить доступ."
    ),
    Refusal.NOT_YET: "Доступ ещё не начал действовать.",
    Refusal.EXPIRED: "Срок доступа закончился. Его можно запросить снова.",
    Refusal.REVIEW_DUE: "Решение суда пора подтвердить: покажите новый документ в регистратуре.",
    Refusal.NOT_LISTED: "Этого человека нет в Вашей картотеке или он добавлен заново. Доступ можно запросить снова.",
    Refusal.OUTSIDE_SCOPE: "Пациент не открыл Вам эту часть медкарты.",
    Refusal.TOO_SENSITIVE: "Этот документ видит только сам пациент.",
    Refusal.WITHHELD: "Об этом документе Вам расскажет лечащий врач на приёме.",
    Refusal.NOT_SIGNED: "Документ ещё не подписан врачом.",
    Refusal.ANNULLED: "Документ аннулирован.",
    Refusal.TYPE_NOT_SHOWN: "Документы этого вида на Портале не показываются. Спросите о нём в поликлинике.",
    Refusal.NOT_YOURS_TO_MANAGE: "Решать, кто видит медкарту, могут только пациент и его законные представители.",
}
