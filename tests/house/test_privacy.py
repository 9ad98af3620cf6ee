from collections import Counter

import pytest
from django.apps import apps
from django.db.models import Model

OWN_MODELS = [
    model for config in apps.get_app_configs() if config.name.startswith("kartoteka.") for model in config.get_models()
]


class TestPersonalData:
    """Law 9: whoever adds a field says whether it tells something of a person."""

    def test_is_looked_for_in_every_room_with_tables(self) -> None:
        labels = {model._meta.app_label for model in OWN_MODELS}

        rooms = {
            "access", "accounts", "audit", "card_index", "feedback", "idempotency", "limits", "messaging", "moderation",
            "record_downloads", "regions",
        }  # fmt: skip
        assert rooms <= labels

    @pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: str(model._meta.label))
    def test_is_declared_for_each_field_exactly_once(self, model: type[Model]) -> None:
        fields = Counter(field.name for field in (*model._meta.fields, *model._meta.many_to_many))

        declared = Counter([*getattr(model, "personal_fields", ()), *getattr(model, "plain_fields", ())])

        assert declared == fields
