from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import passerby.hub.crowd.row_keys
from passerby.hub.crowd.strip_building import build_strips


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    build_strips()


class Migration(migrations.Migration):
    dependencies = [
        ("crowd", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FiveMinuteStrip",
            fields=[
                ("key", passerby.hub.crowd.row_keys.RowKey(primary_key=True, serialize=False)),
                ("slots", models.BinaryField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HourStrip",
            fields=[
                ("key", passerby.hub.crowd.row_keys.RowKey(primary_key=True, serialize=False)),
                ("slots", models.BinaryField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
