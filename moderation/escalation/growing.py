"""The cases of a grown community: one beside each need that the staff took on, with its promises and clocks."""

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, Final

from sqlalchemy import select

from community.imports.growth import bulk
from community.imports.growth.parts import Ground
from community.imports.growth.people import Person
from community.kernel.db import table_of
from community.kernel.policy import Role
from community.posts.models import Post
from community.routing.models import Move, Need, Stage
from community.routing.rules import MoveReason
from moderation.escalation import in_force
from moderation.escalation.rules import TIER_1, CaseState, EscalationRule, Outcome, Weight
from moderation.escalation.services import NOTICEABLE
from moderation.sla import queries, services
from moderation.sla.hours import Calendar, working_time
from moderation.sla.rules import ClockKind, ClockState, Facts, Policy, Ticking, first_match

OWNED: Final = 0.75
REPLIED: Final = 0.5  # of those that are open
WAITING: Final = 0.3  # of these

need, move, post = map(table_of, (Need, Move, Post))
Row = dict[str, Any]


class Staff:
    """Makes cases under the policies in force, as they would stand at the end."""

    def __init__(self, ground: Ground) -> None:
        services.furnish()
        self._numbers = count(1)
        self._chance, self._end = ground.chance("cases"), ground.end
        self._agents: list[Person] = [each for each in ground.staff if each.role == Role.AGENT]
        self._policies = queries.rules_in_force()
        self._calendars = queries.calendars_by_hours({each.hours_id for each in self._policies})
        self._rule = cache(in_force.behind)

    def case(self, found: Any) -> dict[str, list[Row]]:
        """The rows of one case by their tables."""
        rule, draw = self._rule(found.rule, found.reason), self._chance.random
        closed_at, opened_at = found.resolved_at, found.created_at
        replied_at = opened_at + timedelta(minutes=10 + int(draw() * 600))
        if (closed_at is None and draw() > REPLIED) or replied_at >= (closed_at or self._end):
            replied_at = None
        waits = closed_at is None and replied_at is not None and draw() < WAITING
        owner = self._agents[int(draw() * len(self._agents))]
        owned = closed_at is not None or replied_at is not None or draw() < OWNED
        row = {
            "id": next(self._numbers),
            "need_id": found.need_id,
            "question_id": found.question_id,
            "tier": TIER_1,
            "team": rule.team,
            "state": str(CaseState.RESOLVED if closed_at else CaseState.WAITING if waits else CaseState.OPEN),
            "lang": found.lang,
            "owner_id": owner.id if owned else None,
            "reasons": [rule.slug],
            "severity": rule.severity,
            "anger": 0.7 if rule.reason == MoveReason.ANGRY else 0.1,
            "influence": round(draw() * 0.3, 3),
            "opened_at": opened_at,
            "waiting_since": found.opened_at,
            "first_replied_at": replied_at,
            "closed_at": closed_at,
            "closed_by_id": owner.id if closed_at else None,
            "outcome": str(Outcome.RESOLVED) if closed_at else None,
        }
        self._weigh(row)
        tables = self._promised(row, waits=waits)
        return {"cases": [row], "escalations": [_spoke(row, rule)], **tables}

    def _weigh(self, row: Row) -> None:
        until = row["closed_at"] or self._end
        waited = max(0.0, (until - row["waiting_since"]).total_seconds() / 60)
        weight = Weight(
            severity=row["severity"], anger=row["anger"], waited_minutes=waited, influence=row["influence"]
        )
        row |= {"points": weight.points, "priority": str(weight.band)}
        if row["closed_at"] is None:
            row["weigh_at"] = until + timedelta(minutes=weight.minutes_until_change(NOTICEABLE))

    def _promised(self, row: Row, *, waits: bool) -> dict[str, list[Row]]:
        facts = Facts(
            tier=TIER_1,
            priority=row["priority"],
            team=row["team"],
            lang=row["lang"],
            rules=tuple(row["reasons"]),
        )
        policy = first_match(self._policies, facts)
        calendar = self._calendars[policy.hours_id]
        owed = row["closed_at"] is None and row["first_replied_at"] is None
        promise = {
            "case_id": row["id"],
            "policy_id": policy.id,
            "policy_name": policy.name,
            "hours_id": policy.hours_id,
            "facts": facts.as_json(),
            "owed": str(ClockKind.FIRST) if owed else None,
            "owed_since": row["opened_at"] if owed else None,
            "stands": waits,
            "opened_at": row["opened_at"],
            "closed_at": row["closed_at"],
            **asdict(policy.terms),
        }
        clocks = [
            clock
            for kind, ended_at in (
                (ClockKind.FIRST, row["first_replied_at"] or row["closed_at"]),
                (ClockKind.RESOLUTION, row["closed_at"]),
            )
            if (clock := self._clock(row, policy, calendar, kind, ended_at, waits=waits))
        ]
        running = [clock for clock in clocks if clock["state"] == ClockState.RUNNING]
        due = [(clock["due_at"], clock["clock"]) for clock in running if clock["due_at"] is not None]
        row |= {"due_at": min(due)[0], "clock": min(due)[1]} if due else {"clock": str(ClockKind.RESOLUTION)}
        return {"case_promises": [promise], "case_clocks": clocks}

    def _clock(
        self,
        row: Row,
        policy: Policy,
        calendar: Calendar,
        kind: ClockKind,
        ended_at: datetime | None,
        *,
        waits: bool,
    ) -> Row | None:
        target = policy.terms.target(kind)
        if target is None:
            return None
        since = row["opened_at"]
        ticking = Ticking(target=target, since=since)
        due_at = ticking.due_at(calendar)
        stopped_at = ended_at or (row["first_replied_at"] if waits else None)
        used = working_time(since, stopped_at, calendar) if stopped_at else timedelta()
        late = due_at is not None and due_at < (stopped_at or self._end)
        warn = policy.terms.warn_after(target)
        runs = stopped_at is None
        ended = ClockState.MISSED if late else ClockState.MET
        return {
            "case_id": row["id"],
            "clock": str(kind),
            "round": 1,
            "hours_id": policy.hours_id,
            "target_minutes": int(target.total_seconds() // 60),
            "used_minutes": used.total_seconds() / 60,
            "state": str(ended if ended_at else ClockState.RUNNING if runs else ClockState.PAUSED),
            "started_at": since,
            "since": since if runs else None,
            "due_at": due_at if runs or ended_at else None,
            "warn_at": ticking.moment_of(warn, calendar) if runs and warn is not None else None,
            "warned_at": self._end if runs and warn is not None else None,
            "breached_at": due_at if late else None,
            "ended_at": ended_at,
        }


def _spoke(row: Row, rule: EscalationRule) -> Row:
    return {
        "need_id": row["need_id"],
        "case_id": row["id"],
        "post_id": row["question_id"],
        "rule": rule.slug,
        "tier": TIER_1,
        "score": 0.8,
        "created_at": row["opened_at"],
    }


def work(ground: Ground) -> None:
    """Write the cases, what raised them, and what was promised."""
    staff = Staff(ground)
    query = (
        select(
            need.c.id.label("need_id"),
            need.c.question_id,
            need.c.opened_at,
            need.c.resolved_at,
            move.c.id,
            move.c.created_at,
            move.c.rule,
            move.c.reason,
            post.c.lang,
        )
        .join(need, need.c.id == move.c.need_id)
        .join(post, post.c.id == need.c.question_id)
        .where(move.c.to_stage == Stage.TIER_1)
    )
    for some in bulk.pages(ground.connection, query, move.c.id):
        tables: dict[str, list[Row]] = {}
        for found in some:
            for name, rows in staff.case(found).items():
                tables.setdefault(name, []).extend(rows)
        for name in ("cases", "escalations", "case_promises", "case_clocks"):
            ground.write(name, tables.get(name, []))
