from django.db import migrations, models

from kartoteka.domain.schema.live_indexes import AddLiveIndex


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside running writes outside of a transaction only.
    atomic = False

    dependencies = [
        ("messaging", "0001_initial"),
    ]

    operations = [
        AddLiveIndex(
            model_name="messagerow",
            index=models.Index(fields=["recipient_key"], name="message_recipient"),
        ),
    ]
