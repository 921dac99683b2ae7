"""Everything of the page of one case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm.attributes import set_committed_value

from community.kernel import clock
from community.kernel.asking import side_by_side
from community.kernel.policy import Actor
from community.reading.turns import turns_of
from moderation.audit.models import ModerationLogEntry
from moderation.canned import picking as canned
from moderation.casework import view as casework
from moderation.casework.catalogue import TEMPLATES
from moderation.desk import at_hand, listing, news, round_about, talk
from moderation.desk.clocks import clock_of
from moderation.desk.customer import customer_of
from moderation.desk.filters import Filter
from moderation.desk.messages import Message, messages_of
from moderation.desk.next_reply import suggested
from moderation.desk.weighing import FLOORS, weighing_of
from moderation.escalation import in_force
from moderation.escalation.coming_back import UNREACHABLE
from moderation.escalation.models import Case
from moderation.staff.catalogue import TEAMS
from moderation.surveys import queries as surveys

BESIDE: Final = 15


def page_of(case: Case, wanted: Filter, actor: Actor, since: str = "", ready: str = "") -> dict[str, Any]:
    """What the template of a case needs, whose owner and need are loaded; raises NotFound.

    What came after the mark `since` is shown as new; `ready` are words to look for in canned responses.
    """
    kept = at_hand.read(case, actor)
    said = turns_of(case.question_id, actor)
    question = said.question
    set_committed_value(question, "tags", kept.tags)
    set_committed_value(case, "question", question)
    beside = listing.around(wanted, actor, case.id, before=BESIDE // 3, most=BESIDE)
    others = round_about.of(case, beside, question.author_id)
    said_beside = talk.of(actor, kept.notes, kept.letters)
    asking = [
        casework.of(case, actor, kept.people, kept.mark, others.alike),
        customer_of(case, kept.customer, others.earlier, said.standing),
    ]
    if case.is_open:
        asking.append(suggested(case, actor, kept.canned))
    work, customer, *helps = side_by_side(asking)
    at = next((place for place, each in enumerate(others.beside) if each.id == case.id), None)
    messages = messages_of(question, said.posts, kept.escalations, said_beside)
    return {
        "case": case,
        "question": question,
        "mine": case.owner_id == actor.member_id,
        "escalations": kept.escalations,
        "messages": messages,
        "came_back_at": _came_back_at(kept.acts, messages),
        "customer": customer,
        "acts": kept.acts,
        "actors": kept.actors,  # held here, so that their names are at hand
        "helps": helps[0] if helps else [],
        "ready": canned.ready(ready, case, actor, known=kept.canned) if case.is_open else [],
        "macros": kept.macros,
        "articles": kept.articles,
        "promised": kept.clocks.at(clock.now()),
        "survey": surveys.shown(next(iter(kept.surveys), None), actor),
        "talk": said_beside,
        "work": work,
        "teams": TEAMS,
        "brief_templates": TEMPLATES,
        "draft": next(iter(kept.drafts), None),
        "weighing": weighing_of(case, clock.now()),
        "floors": FLOORS,
        "beside": others.beside,
        "next_case": others.beside[at + 1] if at is not None and at + 1 < len(others.beside) else None,
        "wanted": wanted,
        "clock_of": clock_of,
        "rules": in_force.known(),
        "staff": kept.people.staff.at_work(),
        "seen": kept.seen,
        "seen_before": (news.read_mark(since) or (None, None))[0],
    }


def _came_back_at(acts: Sequence[ModerationLogEntry], messages: Sequence[Message]) -> datetime | None:
    """When a letter to the customer came back last, unless they have written since."""
    at = max((each.at for each in acts if each.act == UNREACHABLE), default=None)
    heard = max((each.when for each in messages if each.by_asker), default=None)
    return at if at is not None and (heard is None or heard < at) else None
