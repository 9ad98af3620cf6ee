from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_head_of_moderators"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="asked_until",
            field=models.DateTimeField(null=True),
        ),
    ]
