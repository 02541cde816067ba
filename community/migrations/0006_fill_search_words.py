"""Every group is found by its words."""

from django.db import migrations

from accounts.words import folded_words

BATCH = 500


def fill(apps, schema_editor):
    rows = apps.get_model("community", "Group").objects
    changed = []
    for row in rows.filter(search_words="").iterator():
        row.search_words = folded_words(row.name, row.city_label, getattr(row, "description", ""))
        changed.append(row)
    rows.bulk_update(changed, ["search_words"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("community", "0005_search_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
