"""A target or an actual as the text mentions it, before the two are paired."""

from dataclasses import dataclass

from extractor.language.quantity import Figure
from extractor.prose.cues import Levels
from extractor.prose.passage import Passage


@dataclass(slots=True)
class Mention:
    """A target or an actual candidate: figure ``index`` of ``passage``, with what surrounds it.

    ``name`` (a target's) and ``context`` (an actual's) are the words it is found by,
    ``name_start`` and ``name_end`` their place. ``explicit`` says that a word of its own
    makes it what it is, ``weak`` that only a word of intent does, ``planned`` that such a
    word stands there, ``listed`` that its list makes it a target, ``changed`` that it is
    an amount of change, ``completion`` the word that makes it a completion rate.
    ``position`` is the passage's index and ``sentence`` where the sentence begins.
    ``bound`` is the actual that the sentence itself ties to a target (47天（目标值30天）),
    ``wording`` where the words of a target begin whose name stands before their opener, or 0.
    """

    passage: Passage
    position: int
    index: int
    target: bool
    name: str
    name_start: int
    name_end: int
    context: str = ""
    explicit: bool = False
    weak: bool = False
    levels: Levels = (None, None)
    sentence: int = 0
    completion: str = ""
    changed: bool = False
    planned: bool = False
    listed: bool = False
    bound: "Mention | None" = None
    wording: int = 0

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.passage.figures[self.index]

    @property
    def words_behind_name(self) -> str:
        """What stands between a target's opened name and its figure, the words of the target themselves."""
        return self.passage.text[self.wording : self.figure.start] if self.wording else ""

    def beside(self, other: "Mention") -> bool:
        """Return whether both stand in one sentence."""
        return self.passage is other.passage and self.sentence == other.sentence

    def completion_of(self, name: str) -> bool:
        """Return whether the completion rate this mention states is what *name* names."""
        return self.completion in name
