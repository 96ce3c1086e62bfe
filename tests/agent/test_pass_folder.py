import shutil
from pathlib import Path

import pytest

from passerby.agent.gate_site import GateSite, make_site
from passerby.agent.pass_files import MAX_BYTES, list_passes, remove_pass
from passerby.agent.pass_folder import PassFolder
from passerby.passes.gallery import Gallery
from passerby.shapes.errors import PassError
from tests.agent.gate_folders import DAY_S, NOW, gallery, put_pass, template


@pytest.fixture
def site(tmp_path: Path) -> GateSite:
    return make_site(tmp_path / "door", "Harbour")


@pytest.fixture
def opened() -> Gallery:
    return gallery()


@pytest.fixture
def folder(site: GateSite, opened: Gallery) -> PassFolder:
    return PassFolder(site, opened)


def test_the_passes_that_lie_there_are_open(site: GateSite, opened: Gallery, folder: PassFolder) -> None:
    paths = [put_pass(site, seed) for seed in (1, 2, 3)]
    assert folder.look(NOW) == []
    assert len(opened) == 3
    match = opened.search(template(2), NOW)
    assert (match.best, round(match.distance, 5)) == (paths[1].stem, 0.0)


def test_a_new_pass_opens_and_a_removed_one_withdraws(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    first = put_pass(site, 1)
    folder.look(NOW)
    second = put_pass(site, 2)
    first.unlink()
    assert folder.look(NOW + 1) == []
    assert len(opened) == 1
    assert opened.search(template(1), NOW).best == second.stem


def test_a_pass_that_is_renewed_under_its_name_opens_as_it_is_now(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    old = put_pass(site, 1, valid_until=NOW + 10)
    folder.look(NOW)
    raw = old.read_bytes()
    old.unlink()
    folder.look(NOW + 1)
    assert len(opened) == 0
    old.write_bytes(raw)
    folder.look(NOW + 2)
    assert len(opened) == 1


def test_a_pass_that_ends_closes_while_its_file_stays(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    put_pass(site, valid_until=NOW + 10)
    folder.look(NOW)
    assert folder.look(NOW + 11) == []
    assert len(opened) == 0


def test_a_pass_opens_when_its_first_day_has_come(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    put_pass(site, valid_from=NOW + 100)
    assert len(folder.look(NOW)) == 1
    assert len(opened) == 0
    assert folder.look(NOW + 120) == []
    assert len(opened) == 1


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[70] ^= 1
    path.write_bytes(raw)


def _grow(path: Path) -> None:
    path.write_bytes(b"x" * (MAX_BYTES + 1))


def _rename(path: Path) -> None:
    shutil.move(path, path.with_name("zzzzzzzzzzzz.pass"))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [(_cut, "open"), (_flip, "open"), (_grow, "at most"), (_rename, "call the file")],
)
def test_a_file_that_is_spoiled_is_told_once_and_stops_no_other(
    site: GateSite, opened: Gallery, folder: PassFolder, spoil: object, says: str
) -> None:
    put_pass(site, 1)
    spoil(put_pass(site, 2))  # type: ignore[operator]
    [trouble] = folder.look(NOW)
    assert says in trouble
    assert ".pass: " in trouble
    assert len(opened) == 1
    assert folder.look(NOW + 1) == []
    assert folder.look(NOW + 100) == []


def test_a_spoiled_file_that_is_copied_again_opens(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    path = put_pass(site)
    whole = path.read_bytes()
    _cut(path)
    assert folder.look(NOW)
    path.write_bytes(whole)
    assert folder.look(NOW + 1) == []
    assert len(opened) == 1


def test_a_pass_for_another_site_is_named(
    tmp_path: Path, site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    other = make_site(tmp_path / "quay", "Quay")
    shutil.copy(put_pass(other), site.folder)
    [trouble] = folder.look(NOW)
    assert ".pass: " in trouble
    assert len(opened) == 0


def test_a_pass_whose_template_is_of_another_model_is_named(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    put_pass(site, model="other-1")
    [trouble] = folder.look(NOW)
    assert "other-1" in trouble
    assert len(opened) == 0


def test_passes_that_a_wrong_clock_let_go_open_again(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    put_pass(site)
    folder.look(NOW)
    opened.expire(NOW + 1000 * DAY_S)
    assert folder.look(NOW + 1) == []
    assert len(opened) == 1


def test_a_link_and_a_folder_are_no_passes(site: GateSite, opened: Gallery, folder: PassFolder) -> None:
    path = put_pass(site)
    path.rename(site.folder.parent / path.name)
    path.symlink_to(site.folder.parent / path.name)
    (site.folder / "aaaaaaaaaaaa.pass").mkdir()
    assert folder.look(NOW) == []
    assert len(opened) == 0


def test_a_folder_that_is_gone_closes_all_and_opens_again_with_it(
    site: GateSite, opened: Gallery, folder: PassFolder
) -> None:
    put_pass(site)
    folder.look(NOW)
    site.folder.rename(site.folder.with_name("away"))
    [trouble] = folder.look(NOW + 1)
    assert "all are closed" in trouble
    assert folder.look(NOW + 2) == []
    assert len(opened) == 0
    site.folder.with_name("away").rename(site.folder)
    assert folder.look(NOW + 3) == []
    assert len(opened) == 1


def test_many_new_passes_do_not_hold_the_gate_up(
    site: GateSite, opened: Gallery, folder: PassFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("passerby.agent.pass_folder.AT_ONCE", 3)
    folder.look(NOW)
    for seed in range(4):
        put_pass(site, seed)
    folder.look(NOW + 1)
    assert len(opened) == 3
    folder.look(NOW + 2)
    assert len(opened) == 4


def test_passes_are_listed_with_their_validity_and_removed_by_their_id(site: GateSite) -> None:
    valid = put_pass(site, 1)
    ended = put_pass(site, 2, valid_until=NOW - 1)
    rows = {row.pass_id: row for row in list_passes(site, NOW)}
    assert (rows[valid.stem].valid_until, rows[valid.stem].state) == (NOW + DAY_S, "open")
    assert rows[ended.stem].valid_until is None
    assert rows[ended.stem].state != "open"
    remove_pass(site, valid.stem)
    assert [row.pass_id for row in list_passes(site, NOW)] == [ended.stem]


@pytest.mark.parametrize("pass_id", ["../door/site", "zzzzzzzzzzzz", "", "*"])
def test_what_is_no_pass_here_is_not_removed(site: GateSite, pass_id: str) -> None:
    put_pass(site)
    with pytest.raises(PassError, match="there is no pass"):
        remove_pass(site, pass_id)
    assert len(list(site.folder.iterdir())) == 3


def test_a_pass_shows_neither_its_key_nor_its_tag(site: GateSite) -> None:
    assert site.key.to_bytes().hex() not in repr(site)
    assert "SitePrivateKey()" in repr(site)
