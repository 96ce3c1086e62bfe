"""One door to every kind of source."""

from pathlib import Path

from passerby.cameras.address import Address, AddressKind
from passerby.cameras.opening import open_container
from passerby.cameras.options import CameraOptions
from passerby.cameras.pictures import PicturesSource, is_picture, list_pictures
from passerby.cameras.sources import StreamSource


def open_source(
    address: Address, options: CameraOptions, *, threads: str = "NONE", with_audio: bool = False
) -> StreamSource | PicturesSource:
    """Open whatever an address leads to; the caller closes it.

    threads: how the decoder spreads over cores: AUTO is fastest and holds back a few pictures, NONE is right
    for many cameras side by side. Raises CameraError and its kinds.
    """
    place = Path(address.reveal())
    if address.kind is AddressKind.FOLDER:
        return PicturesSource(list_pictures(place), str(address))
    if address.kind is AddressKind.FILE and is_picture(place):
        return PicturesSource([place], str(address))
    container = open_container(address, options, with_audio=with_audio)
    return StreamSource(container, address, options, threads=threads)
