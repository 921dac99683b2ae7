"""Made-up questions about home networks in two languages, with few common and many rare words, as people write."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from community.search.backend import Document, Kind

ENGLISH = (
    "the a to and of is it my in on with for that this after when not but have was can from at or no "
    "router mesh node wifi network connection device phone app firmware update password reset light signal speed "
    "channel band guest laptop printer camera switch port cable modem provider address server setting page login "
    "account error code restart drop slow night room wall kitchen office game stream video call test log screen "
    "button blink red green blue connect install configure replace try see find work fail change turn move open "
    "parental control schedule filter bridge mode static lease range extender antenna power supply adapter bulb"
).split()
CHINESE = (
    "的 了 在 是 我 不 也 有 就 都 路由器 网络 连接 设备 手机 固件 升级 密码 重置 指示灯 信号 速度 信道 访客 电脑 "
    "打印机 摄像头 交换机 端口 网线 光猫 运营商 地址 服务器 设置 页面 登录 账号 错误 代码 重启 掉线 很慢 晚上 房间 "
    "墙壁 厨房 办公室 游戏 视频 通话 测试 日志 屏幕 按钮 闪烁 红色 绿色 蓝色 安装 配置 更换 尝试 发现 工作 失败 修改 "
    "打开 关闭 家长控制 时间表 过滤 桥接 模式 静态 范围 扩展器 天线 电源 适配器 昨天 今天 一直 突然 还是 怎么 办法"
).split()
TAGS = "wifi mesh firmware password speed guest parental-control app account switch cable bridge".split()
QUERIES = (
    "router reset|mesh firmware|slow wifi|guest password|camera connection|blink red|port speed|路由器 重置|固件 升级|"
    "晚上 掉线|访客 密码|摄像头 连接|指示灯 红色|网线 端口|bridge mode|parental control|家长控制 时间表|static lease"
).split("|")
START = datetime(2025, 1, 1, tzinfo=UTC)


class Writer:
    """Writes sentences of one language; the words of the list are common, its endings make rare ones."""

    def __init__(self, words: list[str], joint: str, chance: random.Random) -> None:
        self._joint = joint
        self._chance = chance
        tail = [first + second for first in words[30:90] for second in words[30:90]]
        self._words = [*words, *tail]
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(1, len(self._words) + 1)))

    def text(self, length: int) -> str:
        """`length` words in sentences."""
        words = self._chance.choices(self._words, cum_weights=self._weights, k=length)
        sentences = (self._joint.join(words[at : at + 12]) for at in range(0, length, 12))
        return ". ".join(sentences) if self._joint else "。".join(sentences)


def documents(count: int, seed: int = 7) -> Iterator[Document]:
    """`count` questions and answers, half of them Chinese, about 90 words each."""
    chance = random.Random(seed)
    writers = {"en": Writer(ENGLISH, " ", chance), "zh-Hans": Writer(CHINESE, "", chance)}
    question = None
    for number in range(1, count + 1):
        if question is None or chance.random() < 0.4:
            lang = chance.choice(list(writers))
            title = writers[lang].text(8)
            question = (number, lang, title, tuple(chance.sample(TAGS, 2)), chance.random() < 0.5)
        thread, lang, title, tags, solved = question
        yield Document(
            post_id=number,
            question_id=thread,
            kind=Kind.QUESTION if thread == number else Kind.ANSWER,
            title=title,
            body=writers[lang].text(chance.randint(30, 150)),
            created_at=START + timedelta(minutes=number),
            tags=tags,
            author=f"member{chance.randint(1, 500)}",
            language=lang,
            states=frozenset({"solved", "answered"} if solved else {"answered"}),
            rating_count=(rated := chance.randint(0, 9)),
            rating_total=rated * chance.randint(2, 5),
        )
