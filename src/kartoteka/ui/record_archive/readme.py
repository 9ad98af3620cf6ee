"""«README.txt»: what is in the archive and how to check it. Names nobody."""

from kartoteka.domain.access.words import PARTS
from kartoteka.domain.health_record.downloads.types import About
from kartoteka.ui.presenters import long_moment

# What may stand in folders beside the page.
FOLDERS = {
    "reports": "Протоколы осмотров врачей, PDF.",
    "documents": "Электронные медицинские документы с подписями.",
}
_TEXT = """\
АРХИВ МЕДКАРТЫ С ПОРТАЛА ПАЦИЕНТА

Собран {moment}.
Разделы: {parts}.

ЧТО ВНУТРИ

index.html        Медкарта для чтения и печати. Откройте двойным щелчком:
                  интернет не нужен, программ внутри нет.
fhir/bundle.json  Те же сведения для другой медицинской системы,
                  в формате HL7 FHIR R4.
{folders}SHA256SUMS        Контрольные суммы всех файлов.

КАК ПРОВЕРИТЬ, ЧТО ФАЙЛЫ НЕ ИЗМЕНИЛИСЬ

Linux:    sha256sum -c SHA256SUMS
macOS:    shasum -a 256 -c SHA256SUMS
Windows:  certutil -hashfile index.html SHA256
          и сравните ответ со строкой в SHA256SUMS

БЕРЕГИТЕ АРХИВ

В нём врачебная тайна, а пароля на нём нет. Храните его там, куда
не заглядывают чужие, и не пересылайте открытой почтой. Удалить его
с Вашего устройства можете только Вы.
"""


def readme(about: About) -> str:
    """The text of the file, with the line ends that every system reads."""
    parts = ", ".join(PARTS[part][0].lower() + PARTS[part][1:] for part in about.parts)
    folders = "".join(f"{name + '/':<18}{words}\n" for name, words in FOLDERS.items() if about.folders.get(name))
    text = _TEXT.format(moment=long_moment(about.made_at, about.time_zone), parts=parts, folders=folders)
    # The mark at the beginning tells old editors which letters these are.
    return "\ufeff" + text.replace("\n", "\r\n")
