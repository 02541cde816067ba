from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PutAwayTask",
            fields=[
                ("task_id", models.UUIDField(primary_key=True, serialize=False)),
                ("put_away_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="skipped_at",
            field=models.DateTimeField(
                blank=True, help_text="When a slot came while the run before was still going.", null=True
            ),
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="took",
            field=models.DurationField(blank=True, help_text="How long the newest run took.", null=True),
        ),
        migrations.AlterField(
            model_name="heartbeat",
            name="error",
            field=models.CharField(blank=True, help_text="Kind of the newest failure.", max_length=200),
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="is_going",
            field=models.BooleanField(default=False, help_text="The newest run has not ended."),
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="is_failing",
            field=models.BooleanField(default=False, help_text="The newest run that ended failed."),
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="task_id",
            field=models.CharField(blank=True, help_text="The task of the newest run.", max_length=64),
            preserve_default=False,
        ),
    ]
