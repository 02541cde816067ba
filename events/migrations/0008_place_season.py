"""Places know until when what was seen of their light holds, and are walked by name."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """As their zones say: of several the earliest, until somebody looks again."""
    zones = apps.get_model("events", "Zone").objects.filter(
        place_id=OuterRef("pk"), verdict__in=["ok", "caution"], season_ends_on__isnull=False
    )
    earliest = zones.order_by("season_ends_on").values("season_ends_on")[:1]
    places = apps.get_model("events", "Place").objects.filter(state__in=["checked", "restricted"])
    places.update(season_ends_on=Subquery(earliest))


class Migration(migrations.Migration):
    dependencies = [("events", "0007_place_sphere_lit")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="season_ends_on",
            field=models.DateField(
                help_text="First day on which what was seen of its light is too old.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="place", index=models.Index(fields=["name", "id"], name="place_by_name")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
