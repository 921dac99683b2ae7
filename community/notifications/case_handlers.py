"""Who is told of what staff do with cases."""

from typing import Final

from community.accounts import tokens
from community.accounts.models import Member, MemberStatus
from community.kernel import clock, events
from community.kernel.db import db
from community.kernel.policy import STAFF, Role
from community.notifications.handlers import about
from community.notifications.services import About, News, SecretLink, notify, notify_each
from community.questions.models import Question

SURVEY_PATH: Final = "/surveys/answer/{word}"
LOW_SATISFACTION: Final = -2  # experienced minus expected, from which somebody should look


def replied(event: events.CaseReplied) -> None:
    """The asker hears of a letter, never what stands in it; of a public answer they hear as of any other."""
    if event.letter_id is not None:
        _tell_of_page(
            _asker(event.question_id),
            "letter",
            f"letter:{event.letter_id}",
            event.question_id,
            f"/questions/{event.question_id}/private",
            event.by_id,
        )


def answered(event: events.CaseAnswered) -> None:
    """Whose case it is hears that the customer answered."""
    if event.owner_id is not None:
        _tell_of_page(
            [event.owner_id],
            "case-answered",
            f"case-answered:{event.letter_id or 0}:{event.post_id or 0}:{event.message_id or 0}",
            event.question_id,
            f"/desk/cases/{event.case_id}",
            event.by_id,
        )


def mentioned(event: events.StaffMentioned) -> None:
    """Somebody of the staff is named in a note."""
    _tell_of_page(
        [event.member_id],
        "mentioned",
        f"mentioned:{event.note_id}",
        event.question_id,
        f"/desk/cases/{event.case_id}",
        event.by_id,
    )


def surveyed(event: events.SurveyAsked) -> None:
    """The customer is asked how it was; the letter carries a secret link that works without signing in."""
    secret = SecretLink(tokens.Purpose.SURVEY, SURVEY_PATH, {"survey": event.survey_id})
    news = News("survey", f"survey:{event.survey_id}:{int(event.again)}", secret)
    data = {**about(event.question_id), "path": f"/surveys/{event.survey_id}"}
    notify_each({event.member_id: news}, About(data, event.question_id))


def rated(event: events.SurveyAnswered) -> None:
    """Whose case it was hears of a customer who expected much more, or whose matter is not settled."""
    low = event.experienced - event.expected <= LOW_SATISFACTION
    owner = db.session.get(Member, event.owner_id) if event.owner_id is not None else None
    if owner is not None and _works_here(owner) and (low or event.not_solved):
        _tell_of_page(
            [owner.id],
            "low-satisfaction",
            f"low-satisfaction:{event.survey_id}",
            event.question_id,
            f"/desk/cases/{event.case_id}",
            event.member_id,
        )


def _works_here(member: Member) -> bool:
    """Whether somebody is of the staff still, and may read what a customer said."""
    return Role(member.role) in STAFF and member.status == MemberStatus.ACTIVE


def closed(event: events.CaseClosed) -> None:
    """The asker hears that staff have settled it, each time; what returns to the community is told as such."""
    if event.outcome == "resolved":
        cause = f"settled:{event.case_id}:{_moment()}"
        _tell(_asker(event.question_id), "settled", cause, event.question_id, event.by_id)


# Which sentence the new owner reads; claiming and taking over are deeds of their own.
_OWNER_HEARS: Final = {
    "given": "case-given",
    "handed-over": "case-given",
    "merged": "case-given",
    "automatic": "case-assigned",
    "sent-back": "case-back",
    "reopened": "case-back",
}


def assigned(event: events.CaseAssigned) -> None:
    """Whoever gets a case hears of it, and so does whoever it was taken from."""
    if event.owner_id is not None and event.how in _OWNER_HEARS:
        _tell_staff([event.owner_id], _OWNER_HEARS[event.how], event, f"{event.how}:{_moment()}", event.note)
    if event.how == "taken-over" and event.before_id is not None:
        _tell_staff([event.before_id], "case-taken", event, f"taken:{_moment()}", event.note)


def handed_over(event: events.CaseHandOver) -> None:
    """An offer of the site is told to whom it is made; what ran out, to both; giver and receiver read their own."""
    told = f"hand-over:{event.hand_over_id}:{event.how}"
    if event.how == "given" and event.giver_id is None and event.receiver_id is not None:
        _tell_staff([event.receiver_id], "case-assigned", event, told)
    if event.how == "returned":
        _tell_staff([each for each in (event.giver_id,) if each], "case-back", event, told)
        _tell_staff([each for each in (event.receiver_id,) if each], "case-gone", event, told)
    if event.how == "declined" and event.giver_id is not None:
        _tell_staff([event.giver_id], "case-declined", event, told, event.note)


def merged(event: events.CaseMerged) -> None:
    """The asker of the case that goes on hears of it once, unless both questions are theirs."""
    if _asker(event.question_id) != _asker(event.into_question_id):
        into = event.into_question_id
        _tell(_asker(into), "joined", f"joined:{event.case_id}", into, event.by_id)


def _moment() -> str:
    return clock.now().isoformat()


def _tell_staff(
    member_ids: list[int],
    kind: str,
    event: events.CaseAssigned | events.CaseHandOver,
    cause: str,
    why: str = "",
) -> None:
    notify(
        member_ids,
        kind,
        f"{kind}:{event.case_id}:{cause}",
        data={**about(event.question_id, event.by_id), "case": event.case_id, "why": why},
        question_id=event.question_id,
        actor_id=event.by_id,
    )


def _asker(question_id: int) -> list[int]:
    asker = db.session.get_one(Question, question_id).author_id
    return [] if asker is None else [asker]


def _tell(member_ids: list[int], kind: str, cause: str, question_id: int, actor_id: int | None) -> None:
    notify(
        member_ids,
        kind,
        cause,
        data=about(question_id, actor_id),
        question_id=question_id,
        post_id=question_id,
        actor_id=actor_id,
    )


def _tell_of_page(
    member_ids: list[int], kind: str, cause: str, question_id: int, path: str, actor_id: int | None
) -> None:
    """Tell of something that has a page of its own, beside the thread."""
    notify(
        member_ids,
        kind,
        cause,
        data={**about(question_id, actor_id), "path": path},
        question_id=question_id,
        actor_id=actor_id,
    )
