"""When a date was to begin before it was moved: other sites are told of both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0010")]

    operations = [
        migrations.AddField(
            model_name="meetup",
            name="posted_for",
            field=models.DateTimeField(help_text="When it was to begin, if it was moved since.", null=True),
        ),
    ]
