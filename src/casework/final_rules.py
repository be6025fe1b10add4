"""The rules of a final test: its forms, pass mark, what else is needed, read from final.yaml. No scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.items import Question, exact
from casework.questions import file_problems
from casework.yaml_lines import ContentError, load

FILE = "final.yaml"


@dataclass(frozen=True)
class FinalRules:
    """
    What a final test asks.

    Attributes:
        module: the folder of the page that leads to the forms.
        id: under which a learner's record keeps the forms that were drawn and tried.
        title: the course, as the certificate names it.
        first: folders of the forms for a first try, parallel to one another.
        retake: folders of the forms for later tries, before the rest of ``first``.
        pass_percent: the share of the points that passes, 1 to 100.
        needs: folders of the modules that must be done besides.
    """

    module: str
    id: str
    title: str
    first: tuple[str, ...]
    retake: tuple[str, ...]
    pass_percent: int
    needs: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form, those for a first try before those for a retake."""
        return (*self.first, *self.retake)

    def needed(self, points: float) -> float:
        """Return how many points pass, of so many in all."""
        return float(exact(points) * self.pass_percent / 100)

    def passes(self, earned: float, points: float) -> bool:
        """Return whether so many points of so many pass; compared as exact fractions, not as percent."""
        return exact(earned) * 100 >= exact(points) * self.pass_percent

    def pairs(self, questions: Mapping[str, Question]) -> dict[str, str]:
        """
        Return the questions of a form that pair with a pre-test's, each with the folder where it stands.

        They repeat the pre-test's other form: same outcomes and levels, other instances.
        """
        homes = {id_: one.same_as.partition("/")[0] for id_, one in questions.items() if one.same_as}
        return {id_: home for id_, home in homes.items() if home not in self.forms}

    @staticmethod
    def pretests(names: Iterable[str], homes: Collection[str]) -> list[str]:
        """Return the folders that are the other form of a pre-test in ``homes``: same name but a letter."""
        stems = {home[:-1] for home in homes}
        return [name for name in names if name[:-1] in stems and name not in homes]

    def candidates(self, met: Mapping[str, int], tried: Sequence[str]) -> tuple[str, ...]:
        """
        Return the forms among which the next one is drawn; empty when all were tried.

        Args:
            met: form -> how many of its questions the learner has met, in the pre-test or another form.
            tried: the forms already tried, in order.
        """
        groups = (self.retake, self.first) if tried else (self.first, self.retake)
        for group in groups:
            left = [form for form in group if form not in tried and form in met]
            if left:
                fewest = min(met[form] for form in left)
                return tuple(form for form in left if met[form] == fewest)
        return ()


def read_final(path: Path) -> FinalRules:
    """
    Read the rules of a final test.

    Raises:
        ContentError: the file is missing or has mistakes.
    """
    document = load(path)
    if problems := list(file_problems(document, "final_file")):
        raise ContentError(problems)
    data = document.data
    return FinalRules(
        module=data["module"],
        id=data["id"],
        title=data["title"].strip(),
        first=tuple(data["first"]),
        retake=tuple(data["retake"]),
        pass_percent=data["pass_percent"],
        needs=tuple(data["needs"]),
    )
