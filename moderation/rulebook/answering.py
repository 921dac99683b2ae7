"""What a person does with a proposed threshold: takes it, or puts it aside. Nothing is ever applied by itself."""

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.escalation.models import ProposalAnswer
from moderation.rulebook import queries, rehearsal, setting
from moderation.rulebook.rules import Proposal


def proposal_for(slug: str) -> Proposal | None:
    """What is proposed for a rule now; where nearly all it raised was right, also a lower threshold."""
    found = queries.proposals().get(slug)
    if found is not None:
        return found
    each = setting.rule_or_404(slug)
    if each.terms.bound is None or not queries.may_look_lower(slug):
        return None
    return queries.proposals({slug: rehearsal.missed(each)}).get(slug)


def answer(slug: str, proposed: float, *, take: bool, by: Actor) -> None:
    """Take the threshold that is proposed, or put it aside. Raises Conflict where it is not proposed any more."""
    ensure(by, Permission.SET_RULES)
    each = setting.rule_to_change(slug)
    found = proposal_for(slug)
    if found is None or abs(found.proposed - proposed) > 1e-9:  # noqa: PLR2004
        raise Conflict(N_("This is not proposed any more; look at the newest figures."))
    db.session.add(
        ProposalAnswer(
            rule=slug,
            before=found.before,
            proposed=found.proposed,
            taken=take,
            verdicts=found.verdicts,
            by_id=by.member_id,
            answered_at=clock.now(),
        )
    )
    db.session.flush()
    if take:
        setting.put_into_force(each, setting.proposed(each, {"bound": found.proposed}), by=by)
    audit.record(
        "rule-proposal-taken" if take else "rule-proposal-dropped",
        f"rule:{slug}",
        by=by,
        data={"before": found.before, "proposed": found.proposed, "spared": found.spared, "lost": found.lost},
    )
