import django.db.models.functions.text
from django.db import migrations, models

import accounts.users.handles


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_fill_handles")]

    operations = [
        migrations.AlterField(
            model_name="profile",
            name="handle",
            field=models.CharField(
                default=accounts.users.handles.new_handle, max_length=30, unique=True, verbose_name="handle"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="handle_shape",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Replace(
                    django.db.models.functions.text.Replace(
                        django.db.models.functions.text.Replace(
                            django.db.models.functions.text.Replace(
                                django.db.models.functions.text.Replace(
                                    django.db.models.functions.text.Replace(
                                        django.db.models.functions.text.Replace(
                                            django.db.models.functions.text.Lower(models.F("handle")),
                                            models.Value("-"),
                                            models.Value(""),
                                        ),
                                        models.Value("0"),
                                        models.Value("o"),
                                    ),
                                    models.Value("1"),
                                    models.Value("l"),
                                ),
                                models.Value("i"),
                                models.Value("l"),
                            ),
                            models.Value("5"),
                            models.Value("s"),
                        ),
                        models.Value("rn"),
                        models.Value("m"),
                    ),
                    models.Value("vv"),
                    models.Value("w"),
                ),
                output_field=models.CharField(max_length=30),
                unique=True,
            ),
        ),
    ]
