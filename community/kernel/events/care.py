"""What becomes of needs, flags, reviews and cases."""

from community.kernel.events.root import Event


class NeedMoved(Event):
    """A need climbed or came down the ladder; `reason` is a MoveReason value, `rule` who or what decided."""

    need_id: int
    move_id: int
    question_id: int
    from_stage: str
    to_stage: str
    reason: str
    rule: str
    by_id: int | None


class FlagRaised(Event):
    """A member reported a post."""

    flag_id: int
    post_id: int
    flagger_id: int
    reason: str


class FlagResolved(Event):
    """A report was upheld or dismissed."""

    flag_id: int
    post_id: int
    flagger_id: int
    upheld: bool


class ReviewDecided(Event):
    """A review item was decided; `decision` is approve, refuse, staff or another decision slug."""

    item_id: int
    post_id: int
    author_id: int | None
    decision: str
    reason: str | None
    by_id: int


class CaseOpened(Event):
    """A matter became a case of the staff."""

    case_id: int
    question_id: int
    tier: int
    rule: str


class CaseReplied(Event):
    """Staff answered a case: in the public thread, or by a letter to the asker alone."""

    case_id: int
    question_id: int
    answer_id: int | None
    letter_id: int | None
    by_id: int


class CaseClosed(Event):
    """A case ended: `outcome` is resolved or returned."""

    case_id: int
    question_id: int
    outcome: str
    by_id: int | None


class ListEntryCutOff(Event):
    """A pattern of the word lists took too long for a text and was switched off."""

    entry_id: int
    pattern: str
