"""What people tell, by theme and by group of the tellers: beside the numbers, never mixed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Final

from workbench.core.method import Method
from workbench.core.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

METHOD: Final = Method(
    "stories by theme and group",
    {"counted": "stories, each once for each of its themes; not people"},
    ("Guest, MacQueen and Namey 2012, Applied Thematic Analysis",),
)


@dataclass(frozen=True, slots=True)
class Story:
    """A story; its text may be quoted only with consent."""

    site: str
    story: str
    group: str
    themes: str
    date: date | None = None
    tone: str | None = None
    text: str | None = None
    method: str | None = None
    consent: bool | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """Its themes, each once."""
        parts = (one.strip() for one in self.themes.split(";"))
        return tuple(dict.fromkeys(one for one in parts if one))

    @property
    def quotable(self) -> str | None:
        """Its text, where the teller has consented that it be quoted."""
        return self.text if self.consent is True else None


@dataclass(frozen=True, slots=True)
class StoryThemes:
    """Stories of one site or several.

    Attributes
    ----------
    stories : tuple of Story
    method : Method
    """

    stories: tuple[Story, ...]
    method: Method = METHOD

    @property
    def themes(self) -> tuple[str, ...]:
        """Themes, those told most first, then by name."""
        return _most_first([theme for one in self.stories for theme in one.about])

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of tellers, those who told most first, then by name."""
        return _most_first([one.group for one in self.stories])

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """Stories by theme and group."""
        found: dict[tuple[str, str], int] = {}
        for one in self.stories:
            for theme in one.about:
                found[theme, one.group] = found.get((theme, one.group), 0) + 1
        return found

    def tones(self, theme: str) -> Mapping[str, int]:
        """Stories of a theme by tone; "not said" where nobody says."""
        found: dict[str, int] = {}
        for one in self.stories:
            if theme in one.about:
                tone = one.tone or "not said"
                found[tone] = found.get(tone, 0) + 1
        return found

    @property
    def unheard(self) -> tuple[tuple[str, str], ...]:
        """Themes that one of several groups alone speaks of more than once, with that group."""
        if len(self.groups) < 2:
            return ()
        found = []
        for theme in self.themes:
            groups = [group for group in self.groups if (theme, group) in self.counts]
            total = sum(self.counts[theme, group] for group in groups)
            if len(groups) == 1 and total > 1:
                found.append((theme, groups[0]))
        return tuple(found)


def story_themes(table: pd.DataFrame) -> StoryThemes:
    """Read the stories; columns that the table has not are not known."""
    names = [one.name for one in fields(Story)]
    return StoryThemes(tuple(rows_of(table.reindex(columns=names), Story)))


def _most_first(names: list[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(names), key=lambda name: (-names.count(name), name)))
