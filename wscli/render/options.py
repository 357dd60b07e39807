"""What is shown of the events, and how wide."""

from dataclasses import dataclass, field

from wscli.core.redact import Redactor
from wscli.notation.from_events import Extent


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What is shown.

    Attributes:
        name: Of the connection, where there are several.
        width: Of the terminal, in columns; None where there is none, which keeps
            JSON on one line.
        extent: How much of one message, or of the body of a refusal, is shown;
            None shows all of it.
        redactor: Hides secrets everywhere but in messages.
        show_times: Whether the time stands in front.
        show_handshake: Whether the header fields are shown.
        show_details: Whether the circumstances of an opened connection are shown.
        show_control: Whether pings and pongs are shown.
        show_frames: Whether each frame is shown as a comment.
    """

    name: str = ""
    width: int | None = None
    extent: Extent | None = field(default_factory=Extent)
    redactor: Redactor = field(default_factory=Redactor)
    show_times: bool = False
    show_handshake: bool = False
    show_details: bool = False
    show_control: bool = True
    show_frames: bool = False
