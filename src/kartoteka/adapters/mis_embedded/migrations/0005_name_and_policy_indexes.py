from django.db import migrations, models

from kartoteka.domain.schema.live_indexes import AddLiveIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running writes outside of a transaction only.
    atomic = False

    dependencies = [
        ("mis_embedded", "0004_fund_register"),
    ]

    operations = [
        AddLiveIndex(
            model_name="insuredpersonrow",
            index=models.Index(fields=["family", "given"], name="insured_name"),
        ),
        AddLiveIndex(
            model_name="insuredpersonrow",
            index=models.Index(
                condition=models.Q(("awaits_policy", True)), fields=["birth_date"], name="insured_awaiting_policy"
            ),
        ),
    ]
