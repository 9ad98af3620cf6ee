"""
Which types of electronic medical documents patients are shown.

The types and their names are those of the federal register of electronic medical documents; so is what is shown to
patients where a region has decided nothing. The rule hangs on the type, never on an edition of it: new editions of a
type that patients read come out without the mark.
"""

from collections.abc import Mapping
from typing import Final

DOCUMENT_TYPES: Final[Mapping[str, str]] = {
    "1": "Эпикриз в стационаре выписной",
    "2": "Эпикриз по законченному случаю амбулаторный",
    "3": "Направление на консультацию и во вспомогательные кабинеты",
    "5": "Протокол консультации",
    "6": "Протокол инструментального исследования",
    "7": "Протокол лабораторного исследования",
    "34": "Направление на медико-социальную экспертизу",
    "37": "Льготный рецепт",
    "38": "Отпуск по рецепту",
    "42": "Контрольная карта диспансерного наблюдения",
    "71": "Медицинское заключение о допуске к занятиям спортом",
    "85": "Протокол консультации в рамках диспансерного наблюдения",
    "86": "Рецепт на лекарственный препарат",
    "88": "Справка об отсутствии контактов с инфекционными больными",
    "141": "Результаты диспансеризации или профилактического осмотра",
    "340": "Эпикриз по диспансерному наблюдению",
}
# «Доступен на ЕПГУ» in the federal register.
SHOWN_BY_DEFAULT: Final = frozenset({"1", "3", "5", "6", "7", "34", "71", "86", "88", "141"})
