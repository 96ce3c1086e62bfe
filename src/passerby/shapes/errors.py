"""What can go wrong, drawn once. Every error says what was wanted, what was found and what to do next."""


class PasserbyError(Exception):
    """The root of every error that Passerby raises on purpose. Its text is fit to show to a person."""


class SettingError(PasserbyError):
    """A setting has a value that cannot be used."""


class SceneError(PasserbyError):
    """A zone, line or calibration cannot be drawn on a picture."""


class AddressError(PasserbyError):
    """A camera's address is not one that Passerby opens."""


class CameraError(PasserbyError):
    """A camera could not be opened, or stopped giving pictures. May get better: trying again is right."""


class CameraRefusedError(CameraError):
    """A camera said no (wrong password, no such stream). Trying again soon will not help."""


class NotAVideoError(CameraError):
    """What answered at the address is not a video that Passerby can decode."""


class ModelError(PasserbyError):
    """A model is unknown, absent, damaged, or does not fit the task."""


class DownloadError(ModelError):
    """A model could not be fetched."""


class OutputError(PasserbyError):
    """A result could not be written."""


class RecordError(PasserbyError):
    """A record of figures is damaged, or is not of a version that this Passerby reads."""


class GroundTruthError(PasserbyError):
    """A ground truth file is not in the format that was asked for."""


class FootageError(PasserbyError):
    """A synthetic clip is unknown, or the facts that came with it are not whole."""


class WorkerError(PasserbyError):
    """A worker process could not be started, or died too often."""


class HomeError(PasserbyError):
    """The folder of an installation cannot be used."""


class EventError(RecordError):
    """An event cannot be taken in.

    agent, number: which it was, where that could still be read; "" and None where it could not.
    """

    def __init__(self, text: str, agent: str = "", number: int | None = None) -> None:
        super().__init__(text)
        self.agent = agent
        self.number = number


class SealError(PasserbyError):
    """Something sealed cannot be opened, or not be sealed. Its text says nothing of the content."""


class KeyFileError(PasserbyError):
    """A key file cannot be used, or not be made."""


class BusError(PasserbyError):
    """The bus cannot carry something, or cannot be opened."""


class NoAnswerError(BusError):
    """Nobody answered a request in time."""


class SiteError(PasserbyError):
    """A site or camera cannot be stored as asked.

    field: which of its fields is at fault, for a form; "" for the whole.
    """

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class SceneConflictError(PasserbyError):
    """Somebody else saved the scene meanwhile. revision: the one that is stored now."""

    def __init__(self, text: str, revision: int) -> None:
        super().__init__(text)
        self.revision = revision


class ChartError(PasserbyError):
    """Figures cannot be drawn as the chart that was asked for."""


class FloorPlanError(PasserbyError):
    """An uploaded floor plan is too large, is no picture of a format that is taken, or is damaged."""


class SpanError(PasserbyError):
    """A span of time cannot be asked about."""


class StaffError(PasserbyError):
    """An account cannot be made or changed in this way."""


class TokenError(PasserbyError):
    """A token for a program cannot be made in this way."""


class UnknownAgentError(PasserbyError):
    """Events came from an agent that the hub has not been told of."""


class BenchError(PasserbyError):
    """A measurement could not be made."""


class FaceError(PasserbyError):
    """A picture has no face that can be used, or not just one."""


class PictureError(FaceError):
    """A file cannot be read as a picture."""


class TemplateError(PasserbyError):
    """A template cannot be made, opened or compared."""


class PassError(PasserbyError):
    """A pass cannot be made or opened: damaged, of another site or version, or not valid now."""


class CardError(PasserbyError):
    """What a card's code says cannot be read as one. Its text says nothing of the content."""


class PolicyError(PasserbyError):
    """A gate was told to decide in a way that it cannot keep."""


class RuleError(PasserbyError):
    """An alert rule cannot be stored as asked.

    field: which of its fields is at fault, for a form; "" for the whole.
    """

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class RetentionError(PasserbyError):
    """Figures cannot be kept for so long, or so short a time."""
