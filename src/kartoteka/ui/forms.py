"""What templates need to know of a Django form."""

from django.forms import BaseForm


def error_of(form: BaseForm, name: str) -> str:
    """What is wrong with a field, in one sentence, or an empty string."""
    own = getattr(form, "error_of", None)
    if own is not None:
        return str(own(name))
    return next((str(words) for words in form.errors.get(name, [])), "")


def summary_of(form: BaseForm, first_field: str = "") -> list[tuple[str, str]]:
    """
    Everything that is wrong with a form: pairs of the identifier of a field and words.

    :param first_field: the field to which words about the form as a whole lead
    """
    own = getattr(form, "summary", None)
    if own is not None:
        return list(own)
    whole = [(f"id_{first_field}" if first_field else "", str(words)) for words in form.non_field_errors()]
    return whole + [(f"id_{name}", error_of(form, name)) for name in form.fields if name in form.errors]
