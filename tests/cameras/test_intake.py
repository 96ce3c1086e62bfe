import numpy as np

from passerby.cameras.camera_clock import CameraClock
from passerby.cameras.frame_queue import FrameQueue
from passerby.cameras.health import CameraState
from passerby.cameras.intake import Intake
from passerby.cameras.ledger import Ledger

PICTURE = np.zeros((4, 6, 3), np.uint8)


def test_what_a_connection_that_was_given_up_still_brings_is_ignored() -> None:
    queue, ledger, told = FrameQueue(1.0, 10, 10**6), Ledger("door", "rtsp://cam/", 0.0), []
    intake = Intake(CameraClock(), ledger, queue, lambda: told.append(1))
    intake.opened("h264")
    intake.deliver(PICTURE, None, 0.0)
    intake.damaged(1)
    intake.came_late()
    before = ledger.health(0, 0)
    assert (before.state, before.received, before.dropped, before.damaged) == (CameraState.LIVE, 2, 1, 1)
    assert (before.size_wh, before.codec) == ((6, 4), "h264")
    intake.shut()
    intake.opened("mjpeg")
    intake.deliver(PICTURE, None, 0.1)
    intake.damaged(1)
    intake.came_late()
    assert ledger.health(0, 0) == before
    assert (len(queue), told) == (1, [1])
