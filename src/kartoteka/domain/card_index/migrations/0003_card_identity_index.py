from django.db import migrations, models

from kartoteka.domain.schema.live_indexes import AddLiveIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running writes outside of a transaction only.
    atomic = False

    dependencies = [
        ("card_index", "0002_phone_copies"),
    ]

    operations = [
        AddLiveIndex(
            model_name="cardrow",
            index=models.Index(fields=["identity_key"], name="card_identity"),
        ),
    ]
