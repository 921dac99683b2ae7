"""Everything that happens here and that others may want to know, grouped by who says it.

An event is in the past tense and holds ids and plain values only, so it can be logged, compared,
replayed, and made in a test without a database.
"""

from dataclasses import dataclass
from typing import dataclass_transform


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Event:
    """The root of all events; every subclass is a frozen dataclass with keyword arguments."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


class EmailConfirmed(Event):
    """A member proved that the address is theirs."""

    member_id: int


class RoleChanged(Event):
    """An admin gave a member another role."""

    member_id: int
    old: str
    new: str
    by_id: int | None


class MemberClosed(Event):
    """A member closed the account; their posts stay."""

    member_id: int


class PostEvent(Event):
    """Something happened to one post; `question_id` names its thread, `kind` is a PostKind value."""

    post_id: int
    kind: str
    question_id: int
    author_id: int | None


class PostPublished(PostEvent):
    """A post is visible for the first time; `review` asks for a look afterwards, `findings` say why."""

    review: bool = False
    findings: tuple[str, ...] = ()


class PostHeld(PostEvent):
    """The gate keeps a new or edited post back until a person has looked; `findings` are check slugs."""

    findings: tuple[str, ...]


class PostEdited(PostEvent):
    """The words of a post changed."""

    editor_id: int | None
    revision_id: int


class PostHidden(PostEvent):
    """A visible post went out of sight: hidden by moderation, deleted, or removed as spam or abuse."""

    by_id: int | None
    reason: str


class PostRestored(PostEvent):
    """A hidden or deleted post is visible again."""

    by_id: int | None


class EditSuggested(Event):
    """Someone without the privilege proposed an edit."""

    suggestion_id: int
    post_id: int
    author_id: int


class EditSuggestionDecided(Event):
    """An edit suggestion was approved or refused."""

    suggestion_id: int
    post_id: int
    author_id: int
    approved: bool
    by_id: int


class QuestionClosed(Event):
    """A question takes no more answers; `reason` is a CloseReason value."""

    question_id: int
    reason: str
    by_id: int | None


class QuestionReopened(Event):
    """A closed question takes answers again."""

    question_id: int
    by_id: int | None


class QuestionMerged(Event):
    """A duplicate gave its answers to another question; its address leads there now."""

    question_id: int
    into_id: int
    moved_answer_ids: tuple[int, ...]
    by_id: int


class QuestionEvent(Event):
    """Something happened to a question as a whole."""

    question_id: int


class QuestionRetagged(QuestionEvent):
    """The tags of a question changed."""


class SameProblemCounted(Event):
    """The number of members who also have this problem changed to `count`; `member_id` has just said so."""

    question_id: int
    author_id: int | None
    count: int
    member_id: int | None = None


class AnswerEvent(Event):
    """Something happened to one answer."""

    answer_id: int
    question_id: int
    author_id: int | None


class AnswerAccepted(AnswerEvent):
    """An answer was marked as solving; `by_asker` tells the asker's own word from another's."""

    by_id: int | None
    by_asker: bool


class AnswerUnaccepted(AnswerEvent):
    """An acceptance was taken back."""

    by_id: int | None


class AnswerRated(AnswerEvent):
    """An answer has new stars from a rater (None: an imported rating); told again when they change."""

    rating_id: int
    rater_id: int | None
    stars: int


class RatingWithdrawn(AnswerEvent):
    """A rating was taken back or found to be dishonest."""

    rating_id: int
    rater_id: int | None


class AnswerThanked(Event):
    """A staff member thanked the author of an answer."""

    answer_id: int
    author_id: int | None
    by_id: int


class ShareVisited(QuestionEvent):
    """Somebody came to a question by a member's share link, for the first time that day."""

    sharer_id: int


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


class ReputationChanged(Event):
    """The total of a member's ledger changed by `delta`."""

    member_id: int
    delta: int


class ReputationRuled(Event):
    """An admin undid or restored the points of one cause; `act` is undone or restored."""

    ruling_id: int
    cause: str
    member_id: int
    act: str
    reason: str
    by_id: int


class IntegrityDecided(Event):
    """A person decided about a finding of abuse; `decision` is confirmed, dismissed or undone.

    `number` is the line of the finding's journal, `member_ids` are those for whom something counts anew.
    """

    finding_id: int
    number: int
    kind: str
    decision: str
    member_ids: tuple[int, ...]
    reason: str
    by_id: int


class LevelChanged(Event):
    """A member reached or lost a level."""

    member_id: int
    old: int
    new: int


class BadgeAwarded(Event):
    """A member was given a badge."""

    award_id: int
    member_id: int
    badge: str
    title: str


class CampaignEvent(Event):
    """Something happened to a campaign; it has a title in at least one language."""

    campaign_id: int
    slug: str
    title: str
    title_zh: str


class CampaignBegan(CampaignEvent):
    """A campaign runs from now on; without `tag_ids` it is about everything."""

    tag_ids: tuple[int, ...]


class CampaignFrozen(CampaignEvent):
    """The final standing is out: `ranks` and `rewards` of `member_ids`, best first."""

    member_ids: tuple[int, ...]
    ranks: tuple[int, ...]
    rewards: tuple[int, ...]


class CustomBadgeChanged(Event):
    """An admin made or changed a badge of this site; `act` is made, changed, discarded, live or retired."""

    badge: str
    act: str
    by_id: int


class ContentImported(Event):
    """A community was brought in from elsewhere; what rests on posts and ratings may settle now."""

    source: str
