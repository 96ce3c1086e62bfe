"""The lane of a job, made the same way for a file in this process and for a camera in a worker."""

from passerby.agent.camera_job import CameraJob
from passerby.crowd.lane import CrowdLane
from passerby.vision.motion_gate import MotionGate
from passerby.vision.people import PeopleDetectors


def open_lane(job: CameraJob, detectors: PeopleDetectors, dropped_so_far: int = 0) -> CrowdLane:
    """A lane that has seen nothing yet. dropped_so_far: frames lost before it, not to be told again."""
    gate = MotionGate() if job.motion_gate else None
    return CrowdLane(
        detectors.for_camera(), job.scene, job.name, job.window_s, gate, dropped_so_far, job.not_before
    )
