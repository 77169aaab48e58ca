"""The one family of errors a user can meet; each says where, what, and what to do."""

from __future__ import annotations


class PipelineError(Exception):
    """Something the user can act on.

    `where` is `file`, `file:line` or empty; `hint` says what to do. Instances survive pickling,
    so they may cross a process pool.

    >>> str(PipelineError("cue 12 ends before it starts", where="talk.srt:41", hint="swap the two times"))
    'talk.srt:41: cue 12 ends before it starts (swap the two times)'
    """

    exit_code = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        # the third part carries notes (stage, episode) along
        return (_rebuild, (type(self), self.message, self.where, self.hint), self.__dict__)


def _rebuild(kind: type[PipelineError], message: str, where: str, hint: str) -> PipelineError:
    return kind(message, where=where, hint=hint)


class ConfigError(PipelineError):
    """The configuration or the command line cannot be used as given."""

    exit_code = 2


class FormatError(PipelineError):
    """A file is not what its reader expected, or could not be written faithfully."""


class EngineError(PipelineError):
    """A translation package is missing, damaged, or cannot do what was asked."""


class GlossaryError(PipelineError):
    """A glossary file or a change to it cannot be accepted."""


class StoreError(PipelineError):
    """Reading or publishing on disk failed; what was there before is untouched."""


class StageError(PipelineError):
    """A stage broke its contract: a fault of ours, worth a report."""
