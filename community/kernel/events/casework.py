"""What happens to cases among the people who work on them."""

from community.kernel.events.root import Event


class CaseAssigned(Event):
    """A case went to somebody, or to nobody (`owner_id` None).

    `how` is claimed, given, automatic, taken-over, handed-over, returned, declined, passed, sent-back, reopened,
    merged or left; `note` says why where a person said it, `why` as facts.
    """

    case_id: int
    question_id: int
    owner_id: int | None
    before_id: int | None
    how: str
    by_id: int | None
    note: str
    why: tuple[tuple[str, str], ...]


class CaseWorked(Event):
    """Somebody of the team did something with a case; `act` is the slug of the act in the log."""

    case_id: int
    act: str
    by_id: int | None


class CaseHandOver(Event):
    """A case was offered or handed over, or such a hand-over ended.

    `how` is given, accepted, declined, returned or settled; `giver_id` is None for an offer of the site,
    `receiver_id` is None when it went to a team.
    """

    hand_over_id: int
    case_id: int
    question_id: int
    how: str
    giver_id: int | None
    receiver_id: int | None
    team: str
    by_id: int | None
    note: str


class CaseMerged(Event):
    """Two cases were about one matter: the first goes on in the other."""

    case_id: int
    into_id: int
    question_id: int
    into_question_id: int
    by_id: int | None
