"""Customers' questions of each kind that staff should see, in both languages."""

from collections.abc import Callable

import pytest

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question

CALM = (
    "Where do I change the name of the guest network?",
    "I have looked through the settings of the app and found only the name of the main one.",
)
ANGRY_EN = (
    "Third broken router in two months and nobody calls me back",
    (
        "I am absolutely furious. This is the third router that died on me, your hotline is useless and nobody ever "
        "rang. The worst customer service I have ever had. I want my money back!"
    ),
)
ANGRY_ZH = (
    "路由器两个月坏了三台,客服根本没人管",
    "真是气死我了!两个月坏了三台路由器,打客服电话没人接,说好回电一次都没有。垃圾产品,垃圾服务,我要退款!",
)
EXPERT_EN = (
    "IPv6 prefix delegation loses the PD lease after firmware 3.2.1",
    (
        "After the update to 3.2.1 dhcp6c logs `XID mismatch` and the /56 from the BRAS is released after T1. tcpdump "
        "on eth0.7 shows RENEW on UDP 546/547 without an IA_PD option; rollback to 3.1.9 fixes it. MTU 1492, PPPoE, "
        "VLAN 7. Is the DUID regenerated on reboot, and can I pin it in /etc/config/network?"
    ),
)
EXPERT_ZH = (
    "升级固件 3.2.1 之后 IPv6 前缀委派续租失败",
    (
        "升级到 3.2.1 后 dhcp6c 日志报 XID mismatch,T1 到期后 /56 前缀被 BRAS 回收。在 eth0.7 上用 tcpdump 抓包,"
        "RENEW 报文(UDP 546/547)里没有 IA_PD 选项;回退到 3.1.9 正常。PPPoE,MTU 1492,VLAN 7。重启后 DUID 会重新生成吗?"
        "能否在 /etc/config/network 里固定?"
    ),
)

Ask = Callable[..., Question]


@pytest.fixture
def ask(alice: Actor) -> Ask:
    """Alice asks."""

    def asked(words: tuple[str, str] = CALM, by: Actor = alice) -> Question:
        with unit_of_work():
            return questions.ask(words[0], words[1], ["wifi"], by=by)

    return asked
