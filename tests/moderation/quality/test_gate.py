"""The gate, check by check, in both languages; and that it lets good posts through."""

import pytest

from community.kernel.errors import Invalid
from community.kernel.judging import Judgement, Submission, Verdict
from community.kernel.policy import Actor
from community.kernel.ports import ports
from community.kernel.unit_of_work import unit_of_work
from community.posts.services import Refused
from community.questions import services as asking
from moderation.lists import services as lists
from moderation.lists.rules import Draft, ListAction

GOOD = "Since the update on Monday the second node restarts every hour. I reset it and tried another outlet."
TITLE = "The second node restarts every hour since the update"


def judged(
    body: str, *, title: str = TITLE, kind: str = "question", posts: int = 9, role: str = "member"
) -> Judgement:
    return ports().gate.judge(
        Submission(kind=kind, title=title, body=body, author_id=1, author_role=role, published_posts=posts)
    )


@pytest.mark.usefixtures("app")
class TestGate:
    @pytest.mark.parametrize(
        ("check", "verdict", "title", "body"),
        [
            ("substance", Verdict.REFUSE, TITLE, "??"),
            ("substance", Verdict.REVIEW, TITLE, "It is broken."),
            ("title", Verdict.REVIEW, "Please help me asap!!", GOOD),
            ("title", Verdict.REVIEW, "求助，在线等，急", GOOD),
            ("shouting", Verdict.HOLD, TITLE, "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB"),
            ("repeated-text", Verdict.HOLD, TITLE, "helphelp " * 12),
            ("repeated-text", Verdict.HOLD, TITLE, "路由器坏了啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊"),
            (
                "gibberish",
                Verdict.HOLD,
                TITLE,
                "asdfgh jklqwer zxcvbn sdfgsdfg hjklhjkl qwrtpsdf fghjfghj sdfkjhsdf",
            ),
            ("private-data", Verdict.PUBLISH, TITLE, GOOD + " Call me on 13812345678 please."),
            (
                "private-data",
                Verdict.PUBLISH,
                TITLE,
                "我的手机号是13812345678，请尽快联系我处理路由器的问题。",
            ),
        ],
    )
    def test_each_check_sees_its_matter(self, check: str, verdict: Verdict, title: str, body: str) -> None:
        judgement = judged(body, title=title)
        found = {finding.check: finding for finding in judgement.findings}
        assert check in found, judgement
        assert found[check].verdict == verdict
        assert found[check].message

    @pytest.mark.parametrize(
        ("title", "body"),
        [
            (TITLE, GOOD),
            (
                "升级固件之后第二个节点每小时重启一次",
                "周一升级之后，第二个节点每小时自动重启。我恢复过出厂设置，也换过插座。",
            ),
            (
                "Error E-4012 while pairing a node",
                "The log says:\n\n```\nERR 4012 handshake timeout\nERR 4012 handshake timeout\n```\n\nWhat is it?",
            ),
        ],
    )
    def test_good_posts_of_known_members_are_published(self, title: str, body: str) -> None:
        assert judged(body, title=title).verdict == Verdict.PUBLISH

    def test_newcomers_are_looked_at_but_not_held(self) -> None:
        judgement = judged(GOOD, posts=0)
        assert judgement.verdict == Verdict.REVIEW
        assert judgement.slugs == ("first-posts",)

    def test_many_links_of_a_newcomer_are_looked_at_and_more_are_held(self) -> None:
        links = [f" https://a.example/{number}" for number in range(9)]
        for count, verdict in ((2, ""), (3, "review"), (7, "hold")):
            found = judged(GOOD + "".join(links[:count]), posts=0).findings
            assert "".join(each.verdict for each in found if each.check == "links") == verdict
        assert judged(GOOD + "".join(links), posts=9).verdict == Verdict.PUBLISH

    def test_staff_are_told_and_published(self) -> None:
        judgement = judged("WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB", role="agent")
        assert judgement.verdict == Verdict.PUBLISH
        assert "shouting" in judgement.slugs


def test_the_same_question_again_is_refused_and_a_reworded_one_noticed(alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        asking.ask(TITLE, GOOD, ["mesh"], by=alice)
    with pytest.raises(Refused), unit_of_work():
        asking.ask(TITLE, GOOD, ["mesh"], by=alice)
    with unit_of_work():
        again = asking.ask(TITLE, GOOD + " Any idea?", ["mesh"], by=bob)
    assert "near-duplicate" in {finding["check"] for finding in again.findings}


def test_listed_words_work_at_once(carol: Actor, bob: Actor) -> None:
    with unit_of_work():
        lists.add(Draft(pattern="cheapfirmware*", action=ListAction.HOLD), by=carol)
    with unit_of_work():
        question = asking.ask(TITLE, GOOD + " I found cheapfirmwares online.", ["mesh"], by=bob)
    assert question.status == "held"
    with pytest.raises(Invalid), unit_of_work():
        lists.add(Draft(pattern="*", action=ListAction.HOLD), by=carol)
