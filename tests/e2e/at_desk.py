"""What the registrar does at the clinic's desk."""

from playwright.sync_api import Page

from kartoteka.devtools.people import DemoPerson
from kartoteka.shared.sex import Sex

_SEXES = {Sex.MALE: "Мужской", Sex.FEMALE: "Женский"}


def seek_patient(page: Page, person: DemoPerson) -> None:
    """The search on the registrar's page, filled in and sent."""
    _fill(page, person, "")
    page.get_by_role("group", name="Пол").get_by_label(_SEXES[person.sex]).check()
    page.get_by_label("СНИЛС или полис ОМС", exact=True).fill(str(person.snils))
    page.get_by_role("button", name="Найти").click()


def prove_identity(page: Page, login: str) -> None:
    """«Подтвердить личность» on the page of a person, filled in and sent."""
    page.get_by_label("Документ", exact=True).select_option(label="Паспорт гражданина РФ")
    page.get_by_label("Логин или Электронная почта учетной записи").fill(login)
    page.get_by_label("Документ действует, фотография и данные сличены").check()
    page.get_by_role("button", name="Подтвердить личность").click()


def fill_child_code(page: Page, parent: DemoPerson, child: DemoPerson) -> None:
    """Everything that «Выдать код» asks for."""
    for person, whose in ((parent, " представителя"), (child, " ребёнка")):
        _fill(page, person, whose)
        page.get_by_role("group", name=f"Пол{whose}").get_by_label(_SEXES[person.sex]).check()
        page.get_by_label(f"СНИЛС или полис{whose}").fill(str(person.snils))
    page.get_by_label("Документ представителя действует").check()
    page.get_by_label("Документ", exact=True).select_option(label="Свидетельство о рождении")
    page.get_by_label("Серия и номер").fill("I-ОБ 654321")
    page.get_by_label("Дата выдачи").fill("01.06.2018")
    page.get_by_label("Представитель просит включить доступ по коду").check()


def _fill(page: Page, person: DemoPerson, whose: str) -> None:
    page.get_by_label(f"Фамилия{whose}", exact=True).fill(person.name.family)
    page.get_by_label(f"Имя{whose}", exact=True).fill(person.name.given)
    page.get_by_label(f"Отчество{whose}", exact=True).fill(person.name.patronymic)
    page.get_by_label(f"Дата рождения{whose}", exact=True).fill(f"{person.birth_date:%d.%m.%Y}")


def record_consent(page: Page) -> None:
    """«Открыть доступ» to Дмитрий, by a paper that the patient signed."""
    page.get_by_label("Логин или Электронная почта").fill("dmitry")
    page.get_by_label("Фамилия").fill("Соколов")
    page.get_by_label("Имя", exact=True).fill("Дмитрий")
    fill_paper(page)
    page.get_by_role("button", name="Открыть доступ").click()


def fill_paper(page: Page) -> None:
    """The paper that a patient signed."""
    page.get_by_label("Документ", exact=True).select_option(label="Заявление, подписано здесь самим пациентом")
    page.get_by_label("Номер", exact=True).fill("17-05")
    page.get_by_label("Дата подписи").fill("01.11.2026")
    page.get_by_label("Паспорт и заявление сличены").check()
