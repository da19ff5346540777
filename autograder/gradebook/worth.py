"""What attempts are worth by one verdict and by another, whether or not they count for anybody."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from autograder.gradebook.deriving import Deriver
from autograder.gradebook.holdings import HandIn, Supposed
from autograder.gradebook.loading import read_sheet


class AttemptWorth:
    """What attempts are worth by the verdict that counts and by the newest, before lateness."""

    def __init__(
        self, session: Session, assignment: str, newest: Mapping[int, tuple[int | None, int]]
    ) -> None:
        moved = Supposed(runs={attempt: newer for attempt, (_, newer) in newest.items()})
        self._before = self._earned(session, assignment, Supposed())
        self._after = self._earned(session, assignment, moved)

    def of(self, attempt: int) -> tuple[float | None, float | None]:
        """Points by the one and by the other."""
        return self._before[attempt], self._after[attempt]

    def lowered(self, attempt: int) -> bool:
        """Whether the newest verdict gives less."""
        old, new = self.of(attempt)
        return old is not None and (new is None or new < old)

    @staticmethod
    def _earned(session: Session, assignment: str, supposed: Supposed) -> dict[int, float | None]:
        sheet = read_sheet(session, [assignment], supposed)
        deriver, (of,) = Deriver(sheet), sheet.assignments
        attempts: dict[int, HandIn] = {
            one.id: one for listed in sheet.hand_ins.values() for one in listed
        }
        return {number: deriver.points_of(of, one, None).earned for number, one in attempts.items()}
