"""What becomes of needs, flags, reviews and cases."""

from datetime import datetime

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


class OpinionGiven(Event):
    """A language model elsewhere said what it thinks of a post about which our own detectors were in doubt."""

    post_id: int


class HelperInvited(Event):
    """A helper was asked to look at a question; `tags` are those of it that they know, the best first."""

    need_id: int
    question_id: int
    member_id: int
    tags: tuple[str, ...]
    lang: str


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


class FlagReopened(Event):
    """What was decided about a report was taken back: it waits again."""

    flag_id: int
    post_id: int
    flagger_id: int


class FlagClosed(Event):
    """A report ended without a decision; `how` is withdrawn or stale."""

    flag_id: int
    post_id: int
    flagger_id: int
    how: str


class FlagDiscussed(Event):
    """Somebody of the team (`from_team`) or whoever reported wrote into the thread of a report."""

    flag_id: int
    message_id: int
    post_id: int
    flagger_id: int
    from_team: bool
    by_id: int


class FlagsOverdue(Event):
    """Reports have waited for longer than they should; told once for each."""

    flag_ids: tuple[int, ...]
    post_ids: tuple[int, ...]


class SanctionImposed(Event):
    """A member was warned, limited or suspended, or a post of theirs removed; `kind` says which."""

    sanction_id: int
    member_id: int
    kind: str
    post_id: int | None
    by_id: int | None


class SanctionChanged(Event):
    """A sanction ends at another time than was said at first."""

    sanction_id: int
    member_id: int
    kind: str
    by_id: int


class SanctionEnded(Event):
    """A sanction ended: `how` is expired, lifted, granted, read, restored, resubmitted or closed."""

    sanction_id: int
    member_id: int
    kind: str
    how: str
    by_id: int | None


class AppealOpened(Event):
    """A member appealed against a sanction."""

    appeal_id: int
    sanction_id: int
    member_id: int


class AppealAsked(Event):
    """Who decides on an appeal asked its author something; the clock stops."""

    appeal_id: int
    message_id: int
    member_id: int
    by_id: int


class AppealAnswered(Event):
    """The author of an appeal answered; the clock goes on."""

    appeal_id: int
    message_id: int
    member_id: int
    asked_by_id: int | None


class AppealOverdue(Event):
    """Nobody decided on an appeal in time; told once."""

    appeal_id: int
    member_id: int


class AppealEnded(Event):
    """An appeal was taken back, or its matter was settled in another way."""

    appeal_id: int
    member_id: int
    how: str


class AppealDecided(Event):
    """Another person decided on an appeal against a sanction, or against what became of a post.

    The post was out of sight from `removed_at` to `returned_at`; None where nothing was removed, or is still.
    """

    appeal_id: int
    sanction_id: int | None
    post_id: int | None
    member_id: int
    granted: bool
    by_id: int
    removed_at: datetime | None = None
    returned_at: datetime | None = None


class ReviewerPaused(Event):
    """A reviewer missed spot checks and pauses, for the `number`-th time; 0 days: until a moderator ends it."""

    member_id: int
    pause_id: int
    number: int
    days: int


class ReviewerResumed(Event):
    """A moderator ended the pause of a reviewer early."""

    member_id: int
    pause_id: int
    reason: str
    by_id: int


class ReviewDecided(Event):
    """A review item was decided; `decision` is approve, refuse, staff or another decision slug."""

    item_id: int
    post_id: int
    author_id: int | None
    decision: str
    reason: str | None
    by_id: int


class ReviewUndone(Event):
    """A decision was taken back within seconds: everything stands as before it; told when that is done.

    `suggester_id` made the suggested edit that it was about, if it was about one; `decided_at` is when.
    """

    item_id: int
    post_id: int
    author_id: int | None
    decision: str
    decided_at: datetime
    suggester_id: int | None
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
    """A case ended: `outcome` is resolved, returned or merged."""

    case_id: int
    question_id: int
    outcome: str
    by_id: int | None


class CaseDueSoon(Event):
    """Much of the time for a promise is over: `clock` is first-response, next-response or resolution."""

    case_id: int
    question_id: int
    clock_id: int
    clock: str
    due_at: datetime
    tier: int
    owner_id: int | None


class CaseLate(Event):
    """A promise was not kept; told once for each clock of a case."""

    case_id: int
    question_id: int
    clock_id: int
    clock: str
    due_at: datetime
    tier: int
    owner_id: int | None


class GateSettingsChanged(Event):
    """A check of the gate works differently from now on; `check` is its slug, `changes` say what."""

    check: str
    by_id: int
    changes: tuple[str, ...]


class FloodStopped(Event):
    """The gate holds posts of a flood; told once a day for each member, address or text. `check` noticed it."""

    post_id: int
    author_id: int | None
    check: str


class ListEntryCutOff(Event):
    """A pattern of the word lists took too long for a text and was switched off."""

    entry_id: int
    pattern: str
