"""What the laboratory of the demo region measures, and how it judges a value."""

from dataclasses import dataclass, replace
from decimal import Decimal

from kartoteka.domain.health_record.types import Flag, Observation, Value


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with its unit and reference range; `code` is this laboratory's own."""

    code: str
    title: str
    unit: str
    low: str = ""
    high: str = ""
    panel: str = ""
    digits: int = 1

    def measured(self, number: float, *, comparator: str = "") -> Observation:
        """A number, judged by the range."""
        value = Decimal(f"{number:.{self.digits}f}")
        low, high = (Decimal(bound) if bound else None for bound in (self.low, self.high))
        return Observation(
            self.code,
            self.title,
            Value(value, comparator),
            self.unit,
            low,
            high,
            flag=flag_of(value, low, high),
            panel=self.panel,
        )

    def corrected(self, number: float, *, from_number: float) -> Observation:
        """A number that the laboratory gave instead of another."""
        return replace(self.measured(number), former=self.measured(from_number).value)

    def in_other_units(self, number: float, unit: str, low: str, high: str, digits: int) -> Observation:
        """The same indicator as another machine gave it."""
        return replace(self, unit=unit, low=low, high=high, digits=digits).measured(number)


@dataclass(frozen=True, slots=True)
class Words:
    """An indicator whose value is words."""

    code: str
    title: str
    usual: str
    panel: str = ""

    def seen(self, text: str = "") -> Observation:
        text = text or self.usual
        flag = Flag.NORMAL if text == self.usual else Flag.ABNORMAL
        return Observation(self.code, self.title, Value(text=text), reference=self.usual, flag=flag, panel=self.panel)


def flag_of(number: Decimal, low: Decimal | None, high: Decimal | None) -> Flag:
    """How a number stands to its range."""
    if low is None and high is None:
        return Flag.UNKNOWN
    if low is not None and number < low:
        return Flag.LOW
    return Flag.HIGH if high is not None and number > high else Flag.NORMAL


_BLOOD, _LIPIDS, _URINE = "Клетки крови", "Липидный спектр", "Осадок мочи"

GLUCOSE = Indicator("2001", "Глюкоза", "ммоль/л", "3.9", "6.1")
GLYCATED = Indicator("2002", "Гликированный гемоглобин", "%", "4.0", "6.0")
CREATININE = Indicator("2003", "Креатинин", "мкмоль/л", "44", "97", digits=0)
ALT = Indicator("2004", "АЛТ", "Ед/л", "", "33", digits=0)
AST = Indicator("2005", "АСТ", "Ед/л", "", "32", digits=0)
POTASSIUM = Indicator("2006", "Калий", "ммоль/л", "3.5", "5.1")
CHOLESTEROL = Indicator("2010", "Холестерин общий", "ммоль/л", "3.0", "5.2", _LIPIDS)
LDL = Indicator("2011", "ЛПНП", "ммоль/л", "", "2.6", _LIPIDS)
HDL = Indicator("2012", "ЛПВП", "ммоль/л", "1.2", "", _LIPIDS)
TRIGLYCERIDES = Indicator("2013", "Триглицериды", "ммоль/л", "", "1.7", _LIPIDS)
HAEMOGLOBIN = Indicator("2020", "Гемоглобин", "г/л", "117", "155", _BLOOD, 0)
ERYTHROCYTES = Indicator("2021", "Эритроциты", "×10¹²/л", "3.8", "5.1", _BLOOD)
LEUKOCYTES = Indicator("2022", "Лейкоциты", "×10⁹/л", "4.0", "9.0", _BLOOD)
PLATELETS = Indicator("2023", "Тромбоциты", "×10⁹/л", "180", "320", _BLOOD, 0)
ESR = Indicator("2024", "СОЭ", "мм/ч", "", "30", _BLOOD, 0)
# The range of the rare ones is not given.
FERRITIN = Indicator("2030", "Ферритин", "нг/мл", digits=0)
TSH = Indicator("2031", "ТТГ", "мМЕ/л", "0.4", "4.0", digits=2)
TROPONIN = Indicator("2032", "Тропонин I высокочувствительный", "нг/мл", "", "0.04", digits=2)
CRP = Indicator("2033", "С-реактивный белок", "мг/л", "", "5.0")
URINE_PROTEIN = Words("2040", "Белок в моче", "не обнаружен")
URINE_SUGAR = Words("2041", "Глюкоза в моче", "не обнаружена")
URINE_CELLS = Words("2042", "Лейкоциты в моче", "0–1 в поле зрения", _URINE)
URINE_SALTS = Words("2043", "Соли", "отсутствуют", _URINE)
