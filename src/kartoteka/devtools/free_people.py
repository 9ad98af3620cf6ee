"""Insured people who are in nobody's card index: to be added by whoever tries the Portal."""

from dataclasses import replace

from kartoteka.devtools.people import man, woman
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind

KRYLOV = man(203, "Крылов Андрей Викторович", "1978-06-14")
# His children: the medical system knows the son as such, ESIA both.
KRYLOV_SON = man(213, "Крылов Тимофей Андреевич", "2016-03-21")
KRYLOV_DAUGHTER = woman(214, "Крылова Агата Андреевна", "2020-07-02")

FREE_PEOPLE = (
    man(201, "Беляев Николай Фёдорович", "1949-02-23"),
    woman(202, "Голубева Тамара Ивановна", "1952-09-30"),
    KRYLOV,
    woman(204, "Тихонова Светлана Юрьевна", "1981-11-07"),
    man(205, "Гордеев Максим Олегович", "1996-01-19"),
    woman(206, "Лазарева Полина Денисовна", "2003-08-28"),
    woman(207, "Филатова Ева Антоновна", "2015-04-02"),
    replace(
        man(208, "Широков Матвей Романович", "2020-12-11"),
        snils=None,
    ),
    replace(
        man(209, "Панов Геннадий Яковлевич", "1938-05-09"),
        policy=OmsPolicy.parse(PolicyKind.OLD, "3502209", series="СА"),
    ),
    replace(
        woman(210, "Устинова Кира Вадимовна", "1999-03-31"),
        policy=OmsPolicy.parse(PolicyKind.TEMPORARY, "035000210"),
    ),
    man(211, "Ежов Кирилл Станиславович", "1988-07-22", "59"),
    woman(212, "Цветкова Марина Львовна", "1969-10-16", "25"),
    KRYLOV_SON,
    KRYLOV_DAUGHTER,
)
