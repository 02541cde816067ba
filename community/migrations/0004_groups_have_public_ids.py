from django.db import migrations

import accounts.identifiers


class Migration(migrations.Migration):
    dependencies = [("community", "0003_fill_who_comes_in")]

    operations = [
        migrations.AlterField(
            model_name="group",
            name="public_id",
            field=accounts.identifiers.PublicIdField(
                default=accounts.identifiers.new_public_id, editable=False, max_length=16, unique=True
            ),
        ),
    ]
