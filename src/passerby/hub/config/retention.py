"""How long figures are kept, as a table of a configuration."""

from typing import Any

from passerby.hub.config.tables import WHOLE, Intake, Table, check, different
from passerby.hub.crowd.kept import RETENTION_KEYS, change_retention, retention
from passerby.shapes.errors import RetentionError, SettingError


def retention_table() -> dict[str, Any]:
    """How many days each resolution is kept; `import_retention` takes it back."""
    row = retention()
    return {key: getattr(row, key) for key in RETENTION_KEYS}


def import_retention(table: Table, intake: Intake) -> None:
    """Keep figures as the table says; what it does not name stays. Raises SettingError."""
    check(table, dict.fromkeys(RETENTION_KEYS, WHOLE), "retention")
    before = retention()
    changed = different(before, table)
    if not changed:
        return
    told = [f"{key} from {getattr(before, key)} to {value}" for key, value in changed.items()]
    try:
        change_retention(**changed)
    except RetentionError as error:
        raise SettingError(f"retention: {error}") from error
    intake.note(f"change how long figures are kept: {', '.join(told)}")
