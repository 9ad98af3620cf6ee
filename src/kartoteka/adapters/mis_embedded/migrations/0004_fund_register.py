from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mis_embedded", "0003_likeness_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundRegisterRow",
            fields=[
                ("region_code", models.CharField(max_length=2, primary_key=True, serialize=False)),
                ("taken_over_at", models.DateTimeField()),
            ],
            options={
                "db_table": "mis_fund_register",
            },
        ),
        migrations.AddField(
            model_name="insuredpersonrow",
            name="awaits_policy",
            field=models.BooleanField(db_default=False),
        ),
    ]
