"""What can go wrong in the studio. Every error says what was wanted, what was found and what to do next."""


class FootageError(Exception):
    """The root of every error that the studio raises on purpose. Its text is fit to show to a person."""


class TruthError(FootageError):
    """Ground truth is damaged, or contradicts itself."""


class ClipError(FootageError):
    """A clip's film, facts or scene is missing or damaged."""


class FilmError(FootageError):
    """Rendered frames cannot be made into a film."""


class PictureError(FootageError):
    """What was handed in as a picture is none that the studio can use."""


class LikenessError(FootageError):
    """A picture has no face or several, or what reads faces is not installed."""


class CastingError(FootageError):
    """No cast can be chosen from these candidates."""


class IngredientError(FootageError):
    """Something that people are made of could not be fetched, or is not what was asked for."""


class ChoreographyError(FootageError):
    """People would walk through one another, or in a way that nobody walks."""
