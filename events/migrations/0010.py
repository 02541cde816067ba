"""Who leads a meetup is in the list of its leaders, and who is not coming has declined."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    meetup, leading, rsvp = (apps.get_model("events", name) for name in ("Meetup", "Leading", "RSVP"))
    missing = meetup.objects.exclude(leads__user=F("leader")).values_list("pk", "leader_id")
    rows = (leading(meetup_id=pk, user_id=leader) for pk, leader in missing.iterator())
    leading.objects.bulk_create(rows, batch_size=500)
    rsvp.objects.filter(state="left").update(state="declined")


def empty(apps, schema_editor):
    apps.get_model("events", "RSVP").objects.filter(state="declined").update(state="left")


class Migration(migrations.Migration):
    dependencies = [("events", "0009_meetups_deepened")]

    operations = [migrations.RunPython(fill, empty)]
