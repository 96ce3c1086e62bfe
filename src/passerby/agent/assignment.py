"""From what the hub configured to what the workers do. One camera that cannot be done harms no other."""

from dataclasses import dataclass, field

from passerby.agent.camera_job import CameraJob
from passerby.agent.site_keys import SiteKeys
from passerby.cameras.options import CameraOptions
from passerby.events.configuration import AgentConfiguration, CameraConfiguration
from passerby.shapes.errors import KeyFileError, SealError


@dataclass(frozen=True, slots=True)
class Assignment:
    """The jobs of an agent, and why the cameras without one have none, by camera."""

    jobs: tuple[CameraJob, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)


def assign(configuration: AgentConfiguration, keys: SiteKeys, not_before: float) -> Assignment:
    """Make jobs of the cameras that are enabled. not_before: UTC seconds; see CameraJob."""
    jobs: list[CameraJob] = []
    refused: dict[str, str] = {}
    for camera in configuration.cameras:
        if not camera.enabled:
            continue
        try:
            jobs.append(_job(camera, keys, not_before))
        except UnicodeDecodeError:
            refused[camera.camera] = "what was sealed as its address is no text; save the address again"
        except SealError:
            refused[camera.camera] = (
                "its address cannot be opened with this site's key; save the address again, so that it is "
                "sealed to the key that the agent has now"
            )
        except KeyFileError as error:
            refused[camera.camera] = str(error)
    return Assignment(tuple(jobs), refused)


def _job(camera: CameraConfiguration, keys: SiteKeys, not_before: float) -> CameraJob:
    return CameraJob(
        name=camera.camera,
        address=keys.open(camera.site, camera.sealed_address).decode(),
        scene=camera.scene,
        options=CameraOptions(fps=camera.fps, loop=camera.loop),
        window_s=camera.window_s,
        motion_gate=camera.motion_gate,
        previews=True,
        not_before=not_before,
    )
