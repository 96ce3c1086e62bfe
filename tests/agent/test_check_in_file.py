import json
from pathlib import Path

import pytest

from passerby.agent.check_in_file import CheckInFile
from passerby.events.check_in import from_record
from passerby.shapes.check_in import CheckIn
from passerby.shapes.errors import OutputError
from passerby.shapes.presentation import GateMode

CHECK_IN = CheckIn("passpasspass", "sitesitesite", "door", 1_777_636_800.25, GateMode.VERIFY)


def write(path: Path) -> None:
    file = CheckInFile(path)
    file.write([CHECK_IN])
    file.close()


def test_a_gate_that_starts_again_adds_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "door.jsonl"
    write(path)
    write(path)
    lines = path.read_text().splitlines()
    assert [from_record(json.loads(line)) for line in lines] == [CHECK_IN, CHECK_IN]


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write(tmp_path / "door.jsonl")
    assert (tmp_path / "door.jsonl").stat().st_mode & 0o7777 == 0o600


def test_a_line_torn_by_a_power_cut_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "door.jsonl"
    path.write_bytes(b'{"version": 1, "kin')
    write(path)
    assert from_record(json.loads(path.read_text().splitlines()[1])) == CHECK_IN


def test_another_ending_and_a_link_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"ending in \.jsonl"):
        CheckInFile(tmp_path / "door.csv")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="cannot be written"):
        CheckInFile(tmp_path / "link.jsonl")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="none/door"):
        CheckInFile(tmp_path / "none" / "door.jsonl")
