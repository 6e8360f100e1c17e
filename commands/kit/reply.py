"""What a command answers: a closed set of replies made of a closed set of parts.

Parts are neutral: they say what is shown, not how. `bot/blocks` renders them and alone knows Slack's limits.
Both unions are closed; whoever matches over them ends with `assert_never`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from commands.kit.charts import Chart, Table
from commands.kit.request import NOTHING, Message, Subject
from store.text import Said

# --- controls ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Button:
    """A button: pressing it runs `step` ("<module>.<step>") on `subject`.

    `confirm` asks before it runs. `look` says how it stands out.
    """

    label: Said
    step: str
    subject: Subject = NOTHING
    look: str = "plain"  # plain | main | danger
    confirm: Said | None = None


@dataclass(frozen=True)
class Menu:
    """A menu that runs `step` on the subject of the option chosen."""

    label: Said
    step: str
    options: tuple[tuple[Said, Subject], ...]


# --- parts ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heading:
    text: Said


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    text: Said


@dataclass(frozen=True)
class Facts:
    """Short pairs of a name and what it is."""

    pairs: tuple[tuple[Said, Said], ...]


@dataclass(frozen=True)
class Quote:
    """Somebody's words as they stand, of any length; `by` says whose, above them, and leads to `link` if there is one."""

    text: Said
    by: Said | None = None
    link: str = ""


@dataclass(frozen=True)
class Piece:
    """Some words of a comparison: they stayed, they are gone, or they are new."""

    words: str
    how: str = "same"  # same | gone | new


@dataclass(frozen=True)
class Comparison:
    """What became of somebody's words; `by` says of which, above them."""

    pieces: tuple[Piece, ...]
    by: Said | None = None


@dataclass(frozen=True)
class Note:
    """Small print."""

    text: Said


@dataclass(frozen=True)
class Row:
    """One entry of a list: a line, a smaller line under it, and a control at its side."""

    text: Said
    note: Said | None = None
    control: Button | Menu | None = None


@dataclass(frozen=True)
class Buttons:
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Place:
    """A channel, by its id; its readers see its name. `text` says what it is."""

    text: Said
    channel: str


Part = Heading | Line | Facts | Quote | Comparison | Note | Row | Buttons | Place | Table | Chart

# --- inputs of a view -------------------------------------------------------------------------------


@dataclass(frozen=True)
class TextInput:
    """Free text; `key` is the address of the field, `initial` what stands there now."""

    key: str
    label: Said
    initial: str = ""
    hint: Said | None = None
    required: bool = False
    multiline: bool = True
    placeholder: Said | None = None


@dataclass(frozen=True)
class ChoiceInput:
    """One of a closed list of (value, label)."""

    key: str
    label: Said
    options: tuple[tuple[str, Said], ...]
    initial: str = ""
    hint: Said | None = None
    required: bool = False


@dataclass(frozen=True)
class ManyInput:
    """Any number out of a list of (value, label); `about` says more of an option, by its value, in a line under it."""

    key: str
    label: Said
    options: tuple[tuple[str, Said], ...]
    initial: tuple[str, ...] = ()
    hint: Said | None = None
    required: bool = False
    about: Mapping[str, Said] = field(default_factory=dict)


@dataclass(frozen=True)
class DateInput:
    """A day, as ISO text (2020-11-30)."""

    key: str
    label: Said
    initial: str = ""
    hint: Said | None = None
    required: bool = False


@dataclass(frozen=True)
class PeopleInput:
    """People of the workspace, by user id: one, or any number where `many`."""

    key: str
    label: Said
    initial: tuple[str, ...] = ()
    hint: Said | None = None
    required: bool = False
    many: bool = False


@dataclass(frozen=True)
class ChannelInput:
    """A channel of the workspace, by its id; none where it is left empty. The form holds it as a tuple of one or none."""

    key: str
    label: Said
    initial: tuple[str, ...] = ()
    hint: Said | None = None
    required: bool = False


Input = TextInput | ChoiceInput | ManyInput | DateInput | PeopleInput | ChannelInput


@dataclass(frozen=True, eq=False)
class View:
    """A window over the chat: parts to read and, where `step` is set, inputs to fill in and submit.

    Two views are the same only if they are one: what was drawn of a view is found again by it.
    Slack gives the title 24 characters; keep it to 8 Japanese ones
    (https://docs.slack.dev/reference/views/modal-views).
    With `message`, its steps are told which message of the chat it is about.
    """

    title: Said
    parts: tuple[Part | Input, ...]
    step: str | None = None
    submit: Said | None = None
    subject: Subject = NOTHING
    message: Message | None = None


# --- replies ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thread:
    """The thread of a sheet in its channel; `root` is the message it starts with, if it must be started."""

    sheet: str
    channel: str
    root: tuple[Part, ...]


@dataclass(frozen=True)
class Once:
    """What makes a message one, whoever tries to say it, and how often: what is said again under its key becomes what
    the message shows.

    Attributes:
        key: of all messages, this one.
        series: the messages of which it is one, such as all reminders of a person.
        about: what it tells of, as its series counts it; `waiting` is what of that is still to be done.
    """

    key: str
    series: str = ""
    about: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True)
class Say:
    """Said in a channel (an id), directly to a person (an id), or in a sheet's thread, for everybody there."""

    parts: tuple[Part, ...]
    to: str | Thread
    once: Once | None = None


@dataclass(frozen=True)
class Whisper:
    """Said to the person alone, where they stand."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Open:
    """Open this view: over the chat, or on top of the view in which the person stands."""

    view: View


@dataclass(frozen=True)
class Change:
    """The view in which the person stands becomes this one; what they typed is in it if the command put it there."""

    view: View


@dataclass(frozen=True)
class Return:
    """The form is done: the person is back where the form was opened from, which shows this now."""

    view: View


Reply = Say | Whisper | Open | Change | Return
