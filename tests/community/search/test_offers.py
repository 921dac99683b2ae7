"""What is offered to somebody who types a title: what is alike, not what shares one word of many."""

import pytest
from flask import Flask

from community.answers import services as answers
from community.kernel import jobs
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.search import services
from community.search.alike import is_alike
from community.search.analysis import query_words
from community.search.offers import offers_for
from tests.conftest import MakeMember, actor_of, both_databases

TITLE = "The mesh node drops the wifi every night"
BODY = "Since the last update the second node restarts at night, and I tried another outlet and a new cable."
CHINESE = "智能门锁在雨天无法识别指纹"
CHINESE_BODY = "上周开始下雨以后，门锁经常读不出我的指纹，擦干手指也没有用，只能输入密码。"


@pytest.fixture
def asked(app: Flask, member: MakeMember) -> None:
    """An English question with an answer, and a Chinese one."""
    lin, mei = actor_of(member("lin"), level=2), actor_of(member("mei"), level=2)
    services.ensure_index()
    with unit_of_work():
        answers.answer(
            questions.ask(TITLE, BODY, ["mesh"], by=lin),
            "Turn off automatic updates of the node under Settings, then it stays up.",
            by=mei,
        )
        questions.ask(CHINESE, CHINESE_BODY, ["lock"], by=lin)
    jobs.run_due()


@both_databases
@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("title", "offered"),
    [
        (TITLE, [TITLE]),
        ("My node loses its connection at night", [TITLE]),
        ("Node restarts", [TITLE]),
        ("Which cable?", [TITLE]),
        ("The old mesh stopped working on Sunday morning", []),
        ("Keyboard prints vowels doubly since Monday", []),
        ("指纹读不出来怎么办", [CHINESE]),
        ("空调遥控器没有反应", []),
    ],
)
def test_what_shares_one_word_of_many_is_not_offered(title: str, offered: list[str]) -> None:
    assert [each.title for each in offers_for(title)] == offered


@pytest.mark.parametrize(
    ("title", "texts", "alike"),
    [
        ("printer jams since monday", ["Printer offline", "It began on a Monday."], True),
        ("printer jams since monday", ["Printer offline", "It began on a Friday."], False),
        ("printer jams", ["Printer offline"], True),
        ("wi-fi printer jams again", ["The wifi drops", "It jams the channel."], True),
        ("打印机卡纸", ["卡纸了"], True),
        ("打印机卡纸", ["纸"], False),
        ("", ["Printer offline"], False),
    ],
)
def test_two_words_or_one_of_few_are_needed(title: str, texts: list[str], *, alike: bool) -> None:
    assert is_alike(query_words(title), texts) is alike


def test_no_more_texts_are_read_than_needed() -> None:
    texts = iter(["The printer jams", "never read"])
    assert is_alike(query_words("printer jams since monday"), texts)
    assert list(texts) == ["never read"]
