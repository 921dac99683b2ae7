"""What is kept of a case and shown beside its thread, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from community.accounts.models import Member
from community.answers.models import Answer
from community.articles import queries as articles
from community.articles.models import Article
from community.comments.models import Comment
from community.kernel.policy import Actor
from community.kernel.sheaf import Figure, Sheaf
from community.posts.models import Post, PostKind
from community.routing.models import Letter
from community.tags.models import QuestionTag, Tag
from moderation.audit.models import ModerationLogEntry
from moderation.canned import queries as canned
from moderation.canned.models import CannedResponse
from moderation.casework import view as casework
from moderation.casework.changes import Mark
from moderation.desk.models import CaseDraft
from moderation.escalation.models import Case, CaseNote, Escalation
from moderation.macros import queries as macros
from moderation.macros.models import Macro
from moderation.sanctions.models import Sanction
from moderation.sla import shown as sla
from moderation.surveys.models import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """What there is of the customer; only figures count what is more than a page shows."""

    asked: Figure
    answered: Figure
    cases: Figure
    sanctions: Sequence[Sanction]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """All of it; `canned`, `macros` and `drafts` are empty where nobody can write, `articles` while it is open."""

    case: Case
    tags: list[Tag]
    escalations: Sequence[Escalation]
    notes: Sequence[CaseNote]
    letters: Sequence[Letter]
    acts: Sequence[ModerationLogEntry]
    actors: Sequence[Member]  # whoever is named in the acts
    drafts: Sequence[CaseDraft]
    canned: Sequence[CannedResponse]
    macros: Sequence[Macro]
    articles: Sequence[Article]
    surveys: Sequence[Survey]
    clocks: sla.Kept
    people: casework.Kept
    customer: Customers
    last_answer: Figure
    last_comment: Figure

    @property
    def mark(self) -> Mark:
        """Where the words of the case end; asked for before the thread, so that nothing in between is missed."""
        posts = (self.case.question_id, self.last_answer.found, self.last_comment.found)
        letter = self.letters[-1].id if self.letters else 0
        note, alone = self.notes[-1].id if self.notes else 0, not self.case.question.is_visible
        return Mark(max(posts), letter, note, alone)

    @property
    def seen(self) -> str:
        """How far the page has seen the case, for `news.read_mark`: its last post and the last act on it."""
        return f"{self.mark.post}-{self.acts[-1].number if self.acts else 0}"


def read(case: Case, actor: Actor) -> AtHand:
    """All of it for one case and one reader."""
    sheaf = Sheaf()
    writes = case.is_open and case.owner_id in {None, actor.member_id}
    answers, comments = Answer.__table__.c, Comment.__table__.c
    this, of_need = Escalation.case_id == case.id, Letter.need_id == case.need_id
    tagged = QuestionTag.__table__.c
    of_question = tagged.question_id == case.question_id
    place = select(tagged.position).where(of_question, tagged.tag_id == Tag.id).scalar_subquery()
    acts = ModerationLogEntry.subject == f"case:{case.id}"
    own = (CaseDraft.case_id == case.id, CaseDraft.member_id == actor.member_id)
    found = AtHand(
        case=case,
        tags=sheaf.list_of(Tag, Tag.id.in_(select(tagged.tag_id).where(of_question)), order=[place]),
        escalations=sheaf.list_of(Escalation, this, order=[Escalation.id]),
        notes=sheaf.list_of(CaseNote, CaseNote.case_id == case.id, order=[CaseNote.id], beside=["author"]),
        letters=sheaf.list_of(Letter, of_need, order=[Letter.id], beside=["author"]),
        acts=sheaf.list_of(ModerationLogEntry, acts, order=[ModerationLogEntry.number]),
        actors=sheaf.list_of(Member, Member.id.in_(select(ModerationLogEntry.by_id).where(acts))),
        drafts=sheaf.list_of(CaseDraft, *own) if writes else [],
        canned=canned.wanted(sheaf) if case.is_open else [],
        macros=macros.wanted(sheaf) if writes else [],
        articles=[] if case.is_open else articles.wanted(sheaf, case.question_id),
        surveys=sheaf.list_of(Survey, Survey.case_id == case.id),
        clocks=sla.wanted(sheaf, case.id),
        people=casework.wanted(sheaf, case, actor),
        customer=_customer(sheaf, case),
        last_answer=sheaf.figure_of(
            select(func.max(answers.id)).where(answers.question_id == case.question_id)
        ),
        last_comment=sheaf.figure_of(
            select(func.max(comments.id)).where(comments.question_id == case.question_id)
        ),
    )
    sheaf.read()
    return found


def _customer(sheaf: Sheaf, case: Case) -> Customers:
    posts, asked = Post.__table__.c, Post.__table__.alias("asked").c
    author = select(asked.author_id).where(asked.id == case.question_id).scalar_subquery()
    theirs = select(posts.id).where(posts.author_id == author, posts.kind == PostKind.QUESTION)
    counted = select(func.count()).select_from(Post.__table__).where(posts.author_id == author)
    others = select(func.count()).select_from(Case).where(Case.question_id.in_(theirs), Case.id != case.id)
    holds = (Sanction.member_id == author, Sanction.ended_at.is_(None))
    return Customers(
        asked=sheaf.figure_of(counted.where(posts.kind == PostKind.QUESTION)),
        answered=sheaf.figure_of(counted.where(posts.kind == PostKind.ANSWER)),
        cases=sheaf.figure_of(others),
        sanctions=sheaf.list_of(Sanction, *holds, order=[Sanction.id]),
    )
