"""Compares one face in one frame with the open passes. The one place at a gate where templates exist."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from passerby.gate.decisions import Finding, Verdict, judge
from passerby.gate.mirroring import with_mirror_image
from passerby.gate.policy import GatePolicy, Thresholds, thresholds_for
from passerby.gate.template_networks import TemplateNetwork
from passerby.passes.gallery import Gallery, Match
from passerby.passes.templates import Template, wiped_after
from passerby.shapes.errors import TemplateError
from passerby.shapes.faces import Faces
from passerby.shapes.frame import Image


class Examiner:
    """Says what a frame's face is worth. Keeps no template: each is overwritten before its call returns."""

    def __init__(self, network: TemplateNetwork, gallery: Gallery, policy: GatePolicy) -> None:
        """Raises TemplateError for a gallery of another model, PolicyError as `thresholds_for` does."""
        if gallery.model_id != network.model_id:
            raise TemplateError(
                f"the gallery holds templates of {gallery.model_id}, and this gate makes those of "
                f"{network.model_id}; open both with one model"
            )
        self._network, self._gallery, self._policy = network, gallery, policy
        thresholds_for(policy, network, 1)

    def sweep(self, at: float) -> None:
        """Overwrite the passes that are over at that time, so that they count in no threshold."""
        self._gallery.expire(at)

    def open_pass(self, card_tag: bytes, at: float) -> str | None:
        """The pass of this card that is valid here and now, if there is one."""
        return self._gallery.pass_of_card(card_tag, at)

    def verdict(self, image: Image, faces: Faces, index: int, card_tag: bytes | None, at: float) -> Verdict:
        """What the face at that index says: against its card's pass alone, or without one against all.

        Where there is nothing to compare with, no template is made. Raises FaceError and TemplateError for a
        face that no template can be made of.
        """
        if card_tag is not None:
            return self._against_card(image, faces, index, card_tag, at)
        if not len(self._gallery):
            return Verdict(at, Finding.NOBODY)
        limits = self._thresholds()
        face = faces.where(np.array([index]))
        match = self._match(
            image, face, limits.identify, limits, lambda template: self._gallery.search(template, at)
        )
        return judge(match, limits.identify, limits.margin, at, limits.slack)

    def holds(
        self, image: Image, faces: Faces, index: int, pass_id: str, card_tag: bytes | None, at: float
    ) -> bool:
        """Whether the face still is that of the pass, by the network's own threshold, and the pass open.

        Raises FaceError and TemplateError for a face that no template can be made of.
        """
        with self._template(image, faces.where(np.array([index]))) as template:
            if card_tag is not None:
                distance = self._gallery.distance_to(template, card_tag, at)
                return distance is not None and distance <= self._thresholds().holds
            match = self._gallery.search(template, at)
        return match.best == pass_id and match.distance <= self._thresholds().holds

    def _against_card(self, image: Image, faces: Faces, index: int, tag: bytes, at: float) -> Verdict:
        pass_id = self._gallery.pass_of_card(tag, at)
        if pass_id is None:
            return Verdict(at, Finding.NOBODY)

        def compare(template: Template) -> Match:
            distance = self._gallery.distance_to(template, tag, at)
            # None: withdrawn by another thread since the lines above.
            return Match() if distance is None else Match(pass_id, distance)

        limits = self._thresholds()
        face = faces.where(np.array([index]))
        match = self._match(image, face, limits.verify, limits, compare)
        return judge(match, limits.verify, limits.margin, at, limits.slack)

    def _match(
        self,
        image: Image,
        face: Faces,
        threshold: float,
        limits: Thresholds,
        compare: Callable[[Template], Match],
    ) -> Match:
        """What the face is nearest to. In a close call its mirror image has half a say.

        The mean of both is the better template always, and costs a second run of the network. Further below
        the threshold, or above what one frame may exceed it by, it would come out on the same side.
        """
        with self._template(image, face) as template:
            match = compare(template)
            if not -limits.close <= match.distance - threshold <= limits.slack + limits.close:
                return match
            mean = with_mirror_image(self._network, template, image, face)
        with wiped_after(mean):
            return compare(mean)

    def _thresholds(self) -> Thresholds:
        return thresholds_for(self._policy, self._network, self._gallery.template_count)

    @contextmanager
    def _template(self, image: Image, face: Faces) -> Iterator[Template]:
        (made,) = self._network.templates(image, face)
        with wiped_after(made):
            yield made
