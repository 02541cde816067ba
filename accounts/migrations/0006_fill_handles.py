"""Everybody who has an account gets a handle, which they may change."""

from django.db import migrations

from accounts.users.handles import new_handle


def fill(apps, schema_editor):
    profiles = apps.get_model("accounts", "Profile").objects
    for pk in profiles.filter(handle=None).values_list("pk", flat=True).iterator():
        profiles.filter(pk=pk).update(handle=new_handle())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_people_and_their_data")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
