"""Decoded pictures of any pixel format as blue-green-red arrays."""

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from passerby.shapes.errors import NotAVideoError
from passerby.shapes.frame import Image

MAX_PIXELS = 2**26
"""The largest picture taken: 8192×8192, which holds 8K."""


def check_size(size_wh: tuple[int, int]) -> None:
    """Raises NotAVideoError for a picture of more than MAX_PIXELS."""
    width, height = size_wh
    if width * height > MAX_PIXELS:
        raise NotAVideoError(
            f"a picture may have at most {MAX_PIXELS} pixels (8192x8192); this one is {width}x{height}: "
            "set the camera to a lower resolution, or scale the file down"
        )


class ImageMaker:
    """Turns decoded pictures into (height, width, 3) uint8 arrays, upright.

    Keeps its conversion tables between pictures of one size and format, which is most of the cost of small
    ones.
    """

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def image(self, picture: VideoFrame) -> Image:
        """The picture as blue-green-red, turned upright by the quarter turns that its metadata asks for."""
        check_size((picture.width, picture.height))
        try:
            converted = self._reformatter.reformat(picture, format="bgr24")
        except av.FFmpegError:
            raise NotAVideoError(
                f"pictures in the format {picture.format.name} cannot be shown as colours; choose another "
                "in the camera"
            ) from None
        image = np.asarray(converted.to_ndarray(), np.uint8)
        quarter_turns = round(picture.rotation / 90) % 4
        return np.ascontiguousarray(np.rot90(image, quarter_turns))
