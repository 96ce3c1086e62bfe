"""CenterFace: Xu et al., "Joint Face Detection and Alignment Using Face as Point" (arXiv 1911.03599).

Every cell of 4 by 4 pixels tells how sure it is to be the middle of a face, and for that face the logarithms
of its height and width in cells, where in the cell its middle lies, and its five landmarks in shares of its
box.
"""

import numpy as np
import onnx

from passerby.shapes import boxes
from passerby.shapes.errors import ModelError
from passerby.shapes.faces import LANDMARKS, Faces
from passerby.shapes.frame import Image
from passerby.vision.face_network import FLOOR_SCORE, one_each, padded_input, side_lengths, sound_rows
from passerby.vision.onnx_session import OnnxSession, Tensor

CELL_PX = 4

# The names that the published file gives to heatmap, scale, offset and landmarks.
_OUTPUTS = ("537", "538", "539", "540")
_CHANNELS = (1, 2, 2, 2 * LANDMARKS)
_NUMBERS = sum(_CHANNELS[1:])


class CenterFace:
    """Finds faces with the CenterFace network. Keeps nothing from picture to picture."""

    def __init__(self, session: OnnxSession, name: str, floor_score: float = FLOOR_SCORE) -> None:
        if session.output_names != _OUTPUTS:
            raise ModelError(
                f"{name} does not fit: wanted the outputs {', '.join(_OUTPUTS)}, "
                f"found {', '.join(session.output_names)}"
            )
        self.name = name
        self._session = session
        self._floor_score = floor_score

    def look(self, image: Image) -> Faces:
        """The faces in a picture, see FaceFinder."""
        picture = padded_input(image, red_first=True)
        cells_hw = (picture.shape[2] // CELL_PX, picture.shape[3] // CELL_PX)
        outputs = self._session.run(picture)
        for found, channels in zip(outputs, _CHANNELS, strict=True):
            if found.shape != (1, channels, *cells_hw):
                raise ModelError(f"{self.name} gave {found.shape}, wanted {(1, channels, *cells_hw)}")
        heatmap, log_sides, offsets, landmarks = (output[0] for output in outputs)
        return decode(heatmap[0], log_sides, offsets, landmarks, self._floor_score)


def decode(
    heatmap: Tensor, log_sides: Tensor, offsets: Tensor, landmarks: Tensor, floor_score: float
) -> Faces:
    """Turn the network's maps into faces, in pixels of its input, by falling score.

    heatmap: (h, w) 0..1. log_sides, offsets: (2, h, w), vertical first. landmarks: (10, h, w), vertical
    before horizontal of each, from the left top of the box, in shares of its sides.
    """
    scores = np.minimum(heatmap.reshape(-1), np.float32(1))
    numbers = np.concatenate([log_sides, offsets, landmarks]).reshape(_NUMBERS, -1).T
    cells = sound_rows(scores, numbers, floor_score)
    kept = numbers[cells]
    sides_hw = side_lengths(kept[:, 0:2], CELL_PX)
    corners_yx = np.stack(np.divmod(cells, heatmap.shape[1]), axis=1)
    centres_yx = (corners_yx + kept[:, 2:4] + 0.5) * CELL_PX
    cxcywh = np.concatenate([centres_yx[:, ::-1], sides_hw[:, ::-1]], axis=1).astype(np.float32)
    boxes_xyxy = boxes.from_cxcywh(cxcywh)
    shares_xy = kept[:, 4:].reshape(-1, LANDMARKS, 2)[:, :, ::-1]
    landmarks_xy = np.asarray(boxes_xyxy[:, None, :2] + shares_xy * cxcywh[:, None, 2:], np.float32)
    return one_each(boxes_xyxy, scores[cells], landmarks_xy)


def any_size(model: bytes) -> bytes:
    """The published ONNX file, which says that it takes ten pictures of 32 by 32, as one for any one picture.

    Its weights also stand among its inputs, as was once the custom; as constants they can be folded, which
    makes a run faster.
    """
    network = onnx.load_from_string(model)
    constants = {tensor.name for tensor in network.graph.initializer}
    given = [entry for entry in network.graph.input if entry.name not in constants]
    del network.graph.input[:]
    network.graph.input.extend(given)
    graph = network.graph
    for entries, height, width in ((graph.input, "height", "width"), (graph.output, "rows", "columns")):
        for entry in entries:
            sizes = entry.type.tensor_type.shape.dim
            sizes[0].dim_value = 1
            sizes[2].dim_param, sizes[3].dim_param = height, width
    content: bytes = network.SerializeToString()
    return content
