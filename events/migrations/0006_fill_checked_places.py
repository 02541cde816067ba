"""What zones and places know of themselves is filled in from what was there before."""

from django.db import migrations
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Subquery

FIT = Q(zones__verdict__in=["ok", "caution"])


def fill(apps, schema_editor):
    place, zone = apps.get_model("events", "Place"), apps.get_model("events", "Zone")
    of_zone = place.objects.filter(pk=OuterRef("place_id"))
    zone.objects.update(
        light=Subquery(of_zone.values("light")[:1]), lit_until=Subquery(of_zone.values("lit_until")[:1])
    )
    known = place.objects.filter(state="checked").annotate(
        until=Max("zones__expires_on", filter=FIT), stage=Min("zones__minimum_stage", filter=FIT)
    )
    for row in known.iterator():
        place.objects.filter(pk=row.pk).update(usable_until=row.until, minimum_stage=row.stage or 0)
    organizes = apps.get_model("community", "Membership").objects.filter(
        user_id=OuterRef("checked_by_id"), role="organizer"
    )
    apps.get_model("events", "Check").objects.filter(Exists(organizes)).update(as_role="organizer")
    _begin_history(apps)


def _begin_history(apps):
    event = apps.get_model("events", "PlaceEvent")
    rows = apps.get_model("events", "Place").objects.filter(history=None).annotate(maker=F("added_by_id"))
    batch = [
        event(
            place_id=row.pk,
            what="added" if row.source == "person" else "imported",
            state="draft",
            by_id=row.maker,
            happened_at=row.created_at,
        )
        for row in rows.iterator()
    ]
    was_open = apps.get_model("events", "Place").objects.filter(state="checked", history=None)
    looked = was_open.annotate(looked_at=Max("zones__checks__checked_at"))
    batch += [
        event(place_id=row.pk, what="checked", state="checked", happened_at=row.looked_at or row.created_at)
        for row in looked.iterator()
    ]
    event.objects.bulk_create(batch, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("events", "0005_checked_places"), ("community", "0006_fill_search_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
