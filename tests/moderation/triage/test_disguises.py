"""Chinese offers and insults are seen through their disguises, quoted as written, and honest texts stay clean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.triage import disguise, insults, offers
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message, Verdict


@given(text=st.text(max_size=200))
def test_every_character_knows_where_it_stood(text: str) -> None:
    unmasked = disguise.unmask(text)
    assert len(unmasked.text) == len(unmasked.places)
    assert list(unmasked.places) == sorted(unmasked.places)
    assert all(0 <= place < len(text) for place in unmasked.places)


@pytest.mark.parametrize(
    "text",
    [
        "宝妈在家就能做的兼·职，日*结，有意加薇芯 abc12345",
        "抖音评论员，一单2元，日结，有意的加我",
        "招打字员，每天200元，不收押金，私聊我",
        "注册就送彩金88元，百家乐稳赢，➕微❤",
        "不看征信，黑户可做，秒批下款，联系我",
        "代开发票，各行各业都可以，加微信",
        "高价收微信号，实名的更好，有的私我",
        "ｄｙ点赞兼zhi，一天150米，➕我",
    ],
)
def test_disguised_offers_are_kept_out_and_quoted_as_written(text: str) -> None:
    analysis = analyse(Message(text, kind=Kind.QUESTION))
    assert analysis["spam"].fired
    assert analysis.verdict is not Verdict.PUBLISH
    assert any(quote in text for quote in analysis["spam"].evidence)


@pytest.mark.parametrize(
    "text",
    [
        "微信登录接口返回错误码，请问怎么解决？",
        "怎么在抖音上关闭评论？升级之后找不到了",
        "我被骗了，对方说是兼职刷单，请问怎么举报？",
        "路由器断网三个小时了，售后电话打不通，麻烦帮我看看",
        "花呗每天还款100元可以吗",
        "快三个小时了，外卖还没到",
        "充值之后余额没有到账，客服说要等一天",
        "如何用代码批量发送邮件通知？",
    ],
)
def test_people_who_ask_about_such_things_are_not_advertising(text: str) -> None:
    assert not analyse(Message(text, kind=Kind.QUESTION))["spam"].fired


@pytest.mark.parametrize(
    "text", ["你妈亖了", "没浮木的东西", "你就是条狗，滚", "若智，别在这狗叫", "🧠残吧你"]
)
def test_disguised_insults_are_found_and_quoted_as_written(text: str) -> None:
    score = analyse(Message(text))["abuse"]
    assert score.fired
    assert any(quote in text for quote in score.evidence)


@pytest.mark.parametrize(
    "text", ["我家的狗会按开关，怎么锁住？", "垃圾回收怎么触发？", "滚动条不见了", "鼠标滚轮失灵了"]
)
def test_harmless_words_are_no_insults(text: str) -> None:
    assert not analyse(Message(text))["abuse"].fired


@given(text=st.text(max_size=100))
def test_quotes_come_from_the_text(text: str) -> None:
    for quote in (*offers.find(text).evidence, *insults.find(text).evidence):
        assert quote in text
