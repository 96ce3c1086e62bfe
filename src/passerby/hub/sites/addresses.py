"""Cameras' addresses at rest: sealed with the hub's key, each to the camera it belongs to."""

from passerby.cameras.address import Address, AddressKind, parse
from passerby.hub.hub_key import hub_key
from passerby.hub.sites.models import Camera
from passerby.passes.keys import SitePublicKey
from passerby.passes.sealing import decrypt, encrypt, seal_to
from passerby.shapes.errors import AddressError, SiteError

_LOCAL_KINDS = (AddressKind.FILE, AddressKind.FOLDER)


def checked_address(text: str, *, may_read_files: bool) -> Address:
    """The address that was typed, if it is one.

    may_read_files: whether who typed it may name files of the agent's machine; synthetic clips are open to
    all. Raises SiteError, with the field `address`.
    """
    try:
        address = parse(text)
    except AddressError as error:
        raise SiteError(str(error), "address") from None
    if address.kind in _LOCAL_KINDS and address.clip is None and not may_read_files:
        raise SiteError(
            "only an admin may make a camera of a file or folder of the machine that counts; give a camera's "
            "address, such as rtsp://…, or ask an admin",
            "address",
        )
    return address


def put_address(camera: Camera, address: Address) -> None:
    """Write the address into the camera's columns; storing the row is the caller's."""
    # A clip is named, not the place where it lies: that changes with the installation.
    text = address.masked if address.clip is not None else address.reveal()
    camera.address = encrypt(hub_key(), text.encode(), _purpose(camera))
    camera.address_shown = address.masked[:300]
    camera.sealed_address = None


def sealed_for_agent(camera: Camera, key: SitePublicKey) -> bytes:
    """The camera's address sealed to its site's public key; made once, and kept with the camera.

    Raises SealError where the stored address does not open.
    """
    if camera.sealed_address is None:
        camera.sealed_address = seal_to(key, reveal_address(camera).encode())
        # Of the address that was read, in case another one was stored meanwhile.
        same = Camera.objects.filter(pk=camera.pk, address=camera.address)
        same.update(sealed_address=camera.sealed_address)
    return bytes(camera.sealed_address)


def reveal_address(camera: Camera) -> str:
    """The whole address, password included: for sealing it to a site, never for showing.

    Raises SealError where the hub's key is not the one it was sealed with.
    """
    return decrypt(hub_key(), bytes(camera.address), _purpose(camera)).decode()


def _purpose(camera: Camera) -> bytes:
    # With the camera's id in it, nobody who can write the database moves an address to another camera.
    return b"camera address " + camera.id.encode()
