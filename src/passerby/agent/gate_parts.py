"""What a gate sees with: a face detector and a template network, and a gallery that fits the network."""

from dataclasses import dataclass

from passerby.agent.supervisor import share_threads
from passerby.gate.template_networks import (
    TemplateNetwork,
    open_template_network,
    template_network_card,
)
from passerby.passes.gallery import Gallery
from passerby.settings import Settings
from passerby.vision.face_search import Looks
from passerby.vision.faces import FaceDetector, face_detector_card, open_face_detector
from passerby.vision.registry import check_present


@dataclass(frozen=True, slots=True)
class GateParts:
    """Opened once for as many gates and enrolments as a process has."""

    detector: FaceDetector
    network: TemplateNetwork

    @property
    def text(self) -> str:
        """Which they are, for a person."""
        return f"Faces: {self.detector.name}. Templates: {self.network.model_id}."

    def gallery(self) -> Gallery:
        """An empty gallery for templates of this network."""
        return Gallery(self.network.model_id, self.network.dimension)


def open_gate_parts(face_detector: str, template_model: str, settings: Settings) -> GateParts:
    """Open both by name. Raises ModelError, which says how to get all weights that are not here."""
    check_weights(face_detector, template_model, settings)
    threads = share_threads(settings.threads, workers=1)
    detector = open_face_detector(face_detector, settings.models, settings.provider, threads)
    return GateParts(detector, open_network(template_model, settings, threads))


def check_weights(face_detector: str, template_model: str, settings: Settings) -> None:
    """See that the weights of both are here. Raises ModelError that names all that are not, in one."""
    cards = [face_detector_card(face_detector, settings.models), template_network_card(template_model)]
    check_present(cards, settings.models)


def open_picture_detector(name: str, settings: Settings) -> FaceDetector:
    """A face detector for single pictures, at which it looks several times. Raises ModelError.

    On one core, unless a setting says otherwise.
    """
    threads = settings.threads or 1
    return open_face_detector(name, settings.models, settings.provider, threads, Looks.SEVERAL)


def open_network(template_model: str, settings: Settings, threads: int) -> TemplateNetwork:
    """A template network by name, with what is converted for it kept beside the models. Raises ModelError."""
    models = settings.models
    return open_template_network(template_model, models, models / "converted", settings.provider, threads)
