from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record_downloads", "0001_downloads")]

    operations = [
        migrations.AddField(
            model_name="recorddownloadrow",
            name="channel",
            field=models.CharField(db_default="web", max_length=5),
        ),
        migrations.AddConstraint(
            model_name="recorddownloadrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["web", "app"])), name="record_download_channel"
            ),
        ),
    ]
