"""What an agent is to do, put together from the database."""

import logging

from passerby.events.configuration import AgentConfiguration, CameraConfiguration
from passerby.hub.sites.addresses import sealed_for_agent
from passerby.hub.sites.models import Agent, Camera
from passerby.hub.sites.scenes import scene_of
from passerby.passes.keys import SitePublicKey
from passerby.shapes.errors import RecordError, SceneError, SealError

LOG = logging.getLogger(__name__)


def configuration_of(agent: Agent) -> AgentConfiguration:
    """The agent's configuration in its present revision.

    A camera whose row is damaged, or whose site has no key yet, is left out, so that it harms no other.
    Raises RecordError for more cameras than an agent takes.
    """
    cameras = (
        Camera.objects.filter(site__agent=agent, site__public_key__isnull=False, lane=Camera.Lane.CROWD)
        .select_related("site")
        .prefetch_related("zones", "lines")
        .order_by("id")
    )
    told = (_camera_configuration(camera) for camera in cameras)
    return AgentConfiguration(
        agent=agent.id,
        revision=agent.configuration_revision,
        detector=agent.detector,
        cameras=tuple(camera for camera in told if camera is not None),
    )


def _camera_configuration(camera: Camera) -> CameraConfiguration | None:
    try:
        key = SitePublicKey.from_bytes(bytes(camera.site.public_key or b""))
        return CameraConfiguration(
            camera=camera.id,
            site=camera.site_id,
            sealed_address=sealed_for_agent(camera, key),
            scene=scene_of(camera),
            window_s=camera.window_s,
            fps=camera.fps,
            motion_gate=camera.motion_gate,
            enabled=camera.enabled,
            loop=camera.loop,
        )
    except (SealError, SceneError, RecordError) as error:
        LOG.warning("the camera %s of %s is not counted: %s", camera.name, camera.site.name, error)
        return None
