"""Whatever happens to a need, in whatever order: one rung at a time, credited once, and the history tells it all."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from community.routing.rules import LANDINGS, LIFTS, STAFF_STAGES, MoveReason, Stage, next_stage

RANK = {stage: number for number, stage in enumerate(Stage)}


class Ladder(RuleBasedStateMachine):
    """A need by the rules alone, with the history that the moves would keep."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage.CROWD
        self.resolved_by: str | None = None
        self.moves = [(Stage.SELF_SERVICE, Stage.CROWD)]

    @rule(reason=st.sampled_from(MoveReason), to=st.sampled_from([None, Stage.TIER_1, Stage.TIER_2]))
    def move(self, reason: MoveReason, to: Stage | None) -> None:
        target = next_stage(self.stage, reason, to)
        if target is None:
            return
        assert target is not self.stage
        lifted = reason in LIFTS and self.stage is not Stage.RESOLVED
        assert not lifted or RANK[target] > RANK[self.stage], "no lift lowers"
        if reason in LIFTS:
            assert target is not Stage.RESOLVED
        if target is Stage.RESOLVED:
            self.resolved_by = self.stage if self.stage in STAFF_STAGES else Stage.CROWD
        else:
            self.resolved_by = None
        self.moves.append((self.stage, target))
        self.stage = target

    @invariant()
    def it_is_credited_exactly_while_it_is_resolved(self) -> None:
        assert (self.resolved_by is not None) == (self.stage is Stage.RESOLVED)

    @invariant()
    def its_history_leads_step_by_step_to_where_it_stands(self) -> None:
        at = Stage.SELF_SERVICE
        for before, after in self.moves:
            assert before is at
            at = after
        assert at is self.stage

    @invariant()
    def it_never_falls_back_to_self_service(self) -> None:
        assert self.stage is not Stage.SELF_SERVICE


TestLadder = Ladder.TestCase


def test_every_reason_leads_somewhere_from_somewhere() -> None:
    for reason in set(MoveReason) - {MoveReason.ASKED}:
        assert any(next_stage(stage, reason) is not None for stage in Stage), reason


def test_only_staff_give_back_what_they_have_and_only_reps_leave_what_they_took() -> None:
    for stage in Stage:
        assert (next_stage(stage, MoveReason.RETURNED) is not None) == (stage in STAFF_STAGES)
        assert (next_stage(stage, MoveReason.REP_LEFT) is not None) == (stage is Stage.REP)


def test_a_site_may_send_a_lift_to_specialists_but_never_a_landing_elsewhere() -> None:
    assert next_stage(Stage.CROWD, MoveReason.ANGRY, Stage.TIER_2) is Stage.TIER_2
    assert next_stage(Stage.TIER_2, MoveReason.SAFETY, Stage.TIER_1) is None
    for reason in LANDINGS:
        assert next_stage(Stage.TIER_1, reason, Stage.TIER_2) in {None, Stage.CROWD, Stage.RESOLVED}
