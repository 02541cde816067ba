"""Groups get their public ids, cases whose text they are about, roles the day they began at the latest."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

from accounts.identifiers import new_public_id


def fill(apps, schema_editor):
    groups = apps.get_model("community", "Group").objects
    for pk in groups.filter(public_id=None).values_list("pk", flat=True).iterator():
        groups.filter(pk=pk).update(public_id=new_public_id())
    revisions = apps.get_model("community", "Revision").objects
    author = revisions.filter(pk=OuterRef("revision_id")).values("author_id")
    apps.get_model("community", "Case").objects.filter(about=None).update(about_id=Subquery(author))
    apps.get_model("community", "Membership").objects.update(role_since=F("joined_at"))


class Migration(migrations.Migration):
    dependencies = [("community", "0002_who_comes_in")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
