"""What is said in and around a case, and how customers found the service."""

from community.kernel.events.root import Event


class CustomerWrote(Event):
    """An asker wrote again after the question: a letter to staff alone, or a post in the thread."""

    question_id: int
    letter_id: int | None
    post_id: int | None
    by_id: int


class AskerUnreachable(Event):
    """What staff wrote to whoever asked from outside did not arrive: their mail server takes no letters there."""

    question_id: int


class CaseAnswered(Event):
    """The customer answered in an open case, by one of the three; `owner_id` is whose case it is."""

    case_id: int
    question_id: int
    owner_id: int | None
    letter_id: int | None
    post_id: int | None
    message_id: int | None
    by_id: int | None


class StaffMentioned(Event):
    """A note of a case names somebody of the staff."""

    case_id: int
    question_id: int
    note_id: int
    member_id: int
    by_id: int


class SurveyAsked(Event):
    """A customer is asked how the service was; `again` tells a reminder from the first time."""

    survey_id: int
    case_id: int
    question_id: int
    member_id: int
    again: bool


class SurveyAnswered(Event):
    """A customer said how the service was: 1 to 5 each, satisfaction is experienced minus expected.

    `not_solved` asks staff to take the matter up again; `owner_id` is whose case it was.
    """

    survey_id: int
    case_id: int
    question_id: int
    member_id: int
    owner_id: int | None
    expected: int
    experienced: int
    not_solved: bool


class AskerReplied(Event):
    """Somebody without an account wrote again, behind their secret link; `key` keeps it from coming twice."""

    question_id: int
    text: str
    key: str
