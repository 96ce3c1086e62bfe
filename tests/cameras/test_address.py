import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.cameras.address import AddressKind, parse
from passerby.cameras.probe import probe
from passerby.footage import catalogue
from passerby.shapes.errors import AddressError
from tests.support.synthetic import write_catalogue


@pytest.mark.parametrize(
    ("text", "kind", "masked", "label"),
    [
        ("rtsp://10.0.0.9/live", AddressKind.RTSP, "rtsp://10.0.0.9/live", "10.0.0.9/live"),
        ("RTSP://cam:8554/live/", AddressKind.RTSP, "rtsp://cam:8554/live/", "cam:8554/live"),
        ("rtsps://cam.example/1", AddressKind.RTSP, "rtsps://cam.example/1", "cam.example/1"),
        ("rtsp://[fe80::1]:554/x", AddressKind.RTSP, "rtsp://[fe80::1]:554/x", "[fe80::1]:554/x"),
        ("http://cam/mjpg?fps=5", AddressKind.HTTP, "http://cam/mjpg?fps=5", "cam/mjpg"),
        ("https://cam:8443/", AddressKind.HTTP, "https://cam:8443/", "cam:8443"),
        ("usb:0", AddressKind.USB, "usb:/dev/video0", "video0"),
        ("usb:/dev/video12", AddressKind.USB, "usb:/dev/video12", "video12"),
        ("/dev/video3", AddressKind.USB, "usb:/dev/video3", "video3"),
        ("file:///dev/video3", AddressKind.USB, "usb:/dev/video3", "video3"),
    ],
)
def test_live_addresses(text: str, kind: AddressKind, masked: str, label: str) -> None:
    address = parse(text)
    assert (address.kind, str(address), address.label) == (kind, masked, label)
    assert address.is_live


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("rtsp://admin:s3cret@cam/live", "rtsp://admin:***@cam/live"),
        ("rtsp://admin:s3@cret@cam/live", "rtsp://admin:***@cam/live"),
        ("rtsp://s3cret@cam/live", "rtsp://***@cam/live"),
        ("rtsp://admin:@cam/live", "rtsp://admin:***@cam/live"),
        ("http://cam/v?password=s3cret&channel=1", "http://cam/v?password=***&channel=1"),
        ("http://cam/v?channel=1;pwd=s3cret", "http://cam/v?channel=1&pwd=***"),
        ("http://cam/v?usr=u&token=s3cret", "http://cam/v?usr=***&token=***"),
        ("http://cam/v?api_key=s3cret", "http://cam/v?api_key=***"),
        ("http://cam/v?p%61ssword=s3cret", "http://cam/v?p%61ssword=***"),
        ("http://cam/v?s3cret", "http://cam/v?***"),
        ("http://cam/v?channel=a-long-s3cret-in-disguise", "http://cam/v?channel=***"),
        ("rtsp://cam/user=admin&password=s3cret&channel=1", "rtsp://cam/user=admin&password=***&channel=1"),
        ("rtsp://cam/x/p%61ssword=s3cret", "rtsp://cam/x/p%61ssword=***"),
        ("rtsp://cam/user=admin_password=s3cret_channel=1.sdp", "rtsp://cam/user=admin_password=***"),
        ("rtsp://cam/password%3Ds3cret", "rtsp://cam/password%3D***"),
        ("rtsp://cam/user=admin%26pwd=s3cret/1", "rtsp://cam/user=admin%26pwd=***/1"),
        ("rtsp://cam/admin:s3cret/ch1", "rtsp://cam/admin:***/ch1"),
        ("rtsp://cam/admin%3As3cret/ch1", "rtsp://cam/admin%3A***/ch1"),
    ],
)
def test_a_secret_shows_nowhere_but_in_reveal(text: str, masked: str) -> None:
    address = parse(text)
    assert str(address) == masked
    assert "s3" not in repr(address) + str(address) + address.label + f"{address!r:>200}"
    assert address.reveal() == text
    assert pickle.loads(pickle.dumps(address)) == address  # noqa: S301  it was made here


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "an address is needed"),
        ("   ", "an address is needed"),
        ("rtsp://cam/" + "a" * 3000, "at most 2048"),
        ("rtsp://cam/li\nve", "control characters"),
        ("rtsp://cam/\x00", "control characters"),
        ("concat:/etc/passwd|/etc/hosts", "concat: is not a kind"),
        ("subfile,,start,0,end,0,,:/etc/passwd", "not a kind"),
        ("data:text/plain,hello", "data: is not a kind"),
        ("crypto:/etc/passwd", "crypto: is not a kind"),
        ("crypto+file:/etc/passwd", "not a kind"),
        ("pipe:0", "pipe: is not a kind"),
        ("fd:0", "fd: is not a kind"),
        ("tcp://cam:1", "tcp: is not a kind"),
        ("udp://cam:1", "udp: is not a kind"),
        ("rtp://cam:1", "rtp: is not a kind"),
        ("gopher://cam/1", "gopher: is not a kind"),
        ("ftp://cam/1", "ftp: is not a kind"),
        ("hls+http://cam/1", "not a kind"),
        ("async:file:/etc/passwd", "async: is not a kind"),
        ("cache:http://cam", "cache: is not a kind"),
        ("tee:a|b", "tee: is not a kind"),
        ("lavfi:testsrc", "lavfi: is not a kind"),
        ("rtsp:cam/live", "starts with rtsp://"),
        ("rtsp:///live", "names no host"),
        ("rtsp://:554/live", "names no host"),
        ("rtsp://cam:0/live", "port 0"),
        ("rtsp://cam:65536/live", "port"),
        ("rtsp://cam:port/live", "port"),
        ("rtsp://-cam/live", "host"),
        ("rtsp://ca|m/live", "host"),
        ("rtsp://caméra/live", "host"),
        ("rtsp://[::1/live", "host"),
        ("rtsp://cam/a b", "space"),
        ("http://cam\\@other/", "backslash"),
        ("http://cam/#part", "#"),
        ("rtsp://us%0d%0aer:p@cam/", "control characters"),
        *(
            (f"rtsp://cam/li{mark}ve", "control characters")
            for mark in "\x80\x85\x9f\u2028\u2029\u202e\u2066"
        ),
        ("clip\u202e4pm.exe", "control characters"),
        ("rtsp://us%c2%9ber:p@cam/", "control characters"),
        ("rtsp://cam/a@b", "write %40"),
        ("usb:", "usb:0"),
        ("usb:nine", "got usb:'nine'"),
        ("usb:-1", "usb:0"),
        ("usb:/etc/passwd", "usb:0"),
        ("usb:/dev/video0/../../etc/passwd", "usb:0"),
        ("usb:٣", "usb:0"),
        ("synthetic:no-such-clip", "there is no synthetic clip called 'no-such-clip'"),
        ("synthetic:", "the clips are: "),
        ("synthetic://plaza", "the clips are: "),
        ("synthetic:../plaza", "the clips are: "),
        ("file:clip.mp4", "three slashes"),
        ("file://host/clip.mp4", "three slashes"),
        ("file:///clip%00.mp4", "control characters"),
        ("/no/such/file.mp4", "there is no file"),
        ("/dev/null", "neither a file nor a folder"),
        ("~nobody-of-that-name/clip.mp4", "no such user"),
    ],
)
def test_everything_else_is_refused_by_name(text: str, wanted: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse(text)
    assert wanted in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "rtsp://admin:s3cret@cam:99999/",
        "rtsp://admin:s3/cret@cam/",
        "rtsp://admin:s3cret#@cam/",
        "admin:s3cret@cam",
        "rtsp://admin:123/s3cret@10.0.0.7/stream",
        "rtsp://admin:123?s3cret@10.0.0.7/stream",
        "rtsp://admin:p@s3/cret@10.0.0.7/stream",
        "//admin:s3cret@10.0.0.7/stream",
        "10.0.0.7/stream?password=s3cret",
        "10.0.0.7/admin:s3cret/stream",
        "10.0.0.7/password%3Ds3cret",
        "./rtsp://a:s3cret@h/x",
        "~nobody-of-that-name/a:s3cret@h",
        "file:///admin:s3cret@h/x",
        "usb:admin:s3cret@h",
        "synthetic:admin:s3cret@h",
        "/" + "a" * 300 + ":s3cret@h",
    ],
)
def test_a_refusal_does_not_quote_the_password(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse(text)
    assert "s3" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("Streaming/Channels/101", "cam/Streaming/Channels/101"),
        ("cam/realmonitor?channel=1&subtype=0", "cam/cam/realmonitor"),
        ("h264Preview_01_main", "cam/h264Preview_01_main"),
        ("axis-media/media.amp", "cam/axis-media/media.amp"),
        ("hunter2", "cam"),
        ("live/hunter2", "cam"),
        ("live/20240501", "cam"),
        ("live/1/2/3?hunter2", "cam/live/1/2/3"),
        ("user=admin&password=hunter2", "cam"),
        ("admin:hunter2/ch1", "cam"),
        ("li%76e", "cam"),
    ],
)
def test_a_camera_is_named_after_its_path_only_where_that_is_plain(path: str, label: str) -> None:
    assert parse(f"rtsp://cam/{path}").label == label


def test_a_file_that_exists_is_named_whatever_its_name_holds(tmp_path: Path) -> None:
    (tmp_path / "a=b@c?.mp4").touch()
    assert parse(str(tmp_path / "a=b@c?.mp4")).label == "a=b@c?.mp4"


def test_files_and_folders_keep_their_meaning_when_the_current_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clip.mp4").touch()
    monkeypatch.chdir(tmp_path)
    file, folder = parse("clip.mp4"), parse(".")
    monkeypatch.chdir("/")
    assert (file.kind, file.reveal(), file.label) == (
        AddressKind.FILE,
        str(tmp_path / "clip.mp4"),
        "clip.mp4",
    )
    assert folder.kind is AddressKind.FOLDER
    assert not file.is_live
    assert parse(f"file://{tmp_path}/clip.mp4") == file


def test_a_file_named_like_a_protocol_opens_only_as_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "concat:a|b").touch()
    monkeypatch.chdir(tmp_path)
    assert parse("./concat:a|b").kind is AddressKind.FILE
    assert parse(str(tmp_path / "concat:a|b")).kind is AddressKind.FILE
    with pytest.raises(AddressError, match=r"write \./ before it"):
        parse("concat:a|b")


def test_a_synthetic_clip_is_a_file_whose_name_says_that_it_is_synthetic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "SHIPPED", write_catalogue(tmp_path))
    address = parse(" SYNTHETIC:round ")
    assert (address.kind, str(address), repr(address)) == (
        AddressKind.FILE,
        "synthetic:round",
        "Address(synthetic:round)",
    )
    assert address.label == "Test Hall, Porto (synthetic)"
    assert not address.is_live
    assert address.clip == catalogue.SHIPPED.find("round")
    assert parse(str(tmp_path / "round.mp4")).clip is None
    report = probe(address)
    assert (report.address, report.size_wh, report.expected_frames) == ("synthetic:round", (320, 240), 60)


def test_a_synthetic_clip_whose_facts_are_damaged_is_an_address_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "SHIPPED", catalogue.Catalogue(tmp_path))
    (tmp_path / "round.json").write_text("{}")
    with pytest.raises(AddressError, match="has no field 'clip'"):
        parse("synthetic:round")


@given(st.text(max_size=60))
def test_any_text_is_either_an_address_or_an_address_error(text: str) -> None:
    try:
        address = parse(text)
    except AddressError:
        return
    assert address.kind in AddressKind


SECRET = st.text("abcdefghijklmnopqrstuvwxyzABCDEF0123456789", min_size=8, max_size=12).map(
    lambda s: f"zq{s}"
)


@given(secret=SECRET, scheme=st.sampled_from(["rtsp", "rtsps", "http", "https"]))
def test_no_password_shows(secret: str, scheme: str) -> None:
    for text in (f"{scheme}://u:{secret}@h/p", f"{scheme}://{secret}@h/", f"{scheme}://h/?auth={secret}"):
        address = parse(text)
        assert secret not in str(address) + repr(address) + address.label
