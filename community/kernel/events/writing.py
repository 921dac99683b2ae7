"""What members do: come and go, write, rate, accept, share."""

from community.kernel.events.root import Event, MemberEvent


class EmailConfirmed(MemberEvent):
    """A member proved that the address is theirs; with it an account begins, perhaps by an invitation.

    `moved`: the account was there already, and has this address from now on.
    """

    invite_id: int | None = None
    moved: bool = False


class RoleChanged(MemberEvent):
    """An admin gave a member another role."""

    old: str
    new: str
    by_id: int | None


class MemberClosed(MemberEvent):
    """A member closed the account; their posts stay. `address` is what they had proved to be theirs."""

    address: str | None = None


class SessionsEnded(MemberEvent):
    """A member was signed out: in the browser of `sign_in_id`, or everywhere but in that of `kept_id`.

    `next_id` is the session with which the same browser goes on at once, where they have signed in anew.
    """

    sign_in_id: int | None = None
    kept_id: int | None = None
    next_id: int | None = None


class PostEvent(Event):
    """Something happened to one post; `question_id` names its thread, `kind` is a PostKind value."""

    post_id: int
    kind: str
    question_id: int
    author_id: int | None


class PostPublished(PostEvent):
    """A post is visible for the first time; it is `new`, or was released; `review` asks for a look, `findings` why."""

    new: bool = False
    review: bool = False
    findings: tuple[str, ...] = ()


class PostHeld(PostEvent):
    """The gate keeps a new or edited post back until a person has looked; `findings` are check slugs."""

    findings: tuple[str, ...]


class PostEdited(PostEvent):
    """The words of a post changed; `speaks_anew` where they are in another language now."""

    editor_id: int | None
    revision_id: int
    speaks_anew: bool = False


class PostMasked(PostEvent):
    """Parts of a post were covered, or shown again, after it was written; `count` of them."""

    by_id: int | None
    count: int
    shown: bool = False


class UnmaskAsked(PostEvent):
    """An author says that something covered in a post is not private; `kinds` of data."""

    kinds: tuple[str, ...]


class UnmaskRefused(PostEvent):
    """What an author wanted to be shown stays covered."""

    by_id: int


class PrivateDataRevealed(PostEvent):
    """A member of staff looked at what is covered in a post."""

    by_id: int
    reason: str


class PostHidden(PostEvent):
    """A visible post went out of sight: hidden by moderation, deleted, or removed as spam or abuse."""

    by_id: int | None
    reason: str


class PostWithdrawn(PostEvent):
    """A post that nobody saw yet was deleted."""

    by_id: int | None


class PostDropped(PostEvent):
    """A post that was out of sight already was deleted; who hid it, and why, stays true."""

    by_id: int | None


class PostRestored(PostEvent):
    """A hidden or deleted post is visible again."""

    by_id: int | None


class EditSuggested(Event):
    """Someone without the privilege proposed an edit; `first` puts it ahead of others in the queue."""

    suggestion_id: int
    post_id: int
    author_id: int
    first: bool = False


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
    new_follower_ids: tuple[int, ...] = ()  # who follows the other one only since then


class QuestionEvent(Event):
    """Something happened to a question as a whole."""

    question_id: int


class QuestionRetagged(QuestionEvent):
    """The tags of a question changed."""


class QuestionTaken(QuestionEvent):
    """A question of nobody became that of its author, who had asked it from outside."""

    author_id: int


class SameProblemCounted(Event):
    """The number of members who also have this problem changed to `count`.

    `member_id` has just said so, or that it is so no more.
    """

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


class ContentImported(Event):
    """A community was brought in from elsewhere; what rests on posts and ratings may settle now."""

    source: str
