"""A second opinion on one picture of a face: what the network makes of its mirror image.

A face and its mirror image are one face to people, and nearly one to a network. Where its two answers differ,
that is chance: how the crop happened to lie, compression, noise. dlib's author publishes the accuracy of his
network for means over copies that are mirrored and moved a little (`dnn_face_recognition_ex.cpp`: 99.38 % of
Labelled Faces in the Wild, against 99.13 % for one crop).
"""

from passerby.gate.template_networks import TemplateNetwork
from passerby.passes.templates import Template, wiped_after
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image


def with_mirror_image(network: TemplateNetwork, template: Template, image: Image, face: Faces) -> Template:
    """The mean of a face's template and of that of its mirror image; the caller wipes it.

    template: of the one face in `face`. Raises FaceError and TemplateError as the network does.
    """
    (mirrored,) = network.templates(image, face, mirrored=True)
    with wiped_after(mirrored):
        return network.mean((template, mirrored))
