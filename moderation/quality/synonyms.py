"""Words that say the same to those who ask for help, words that say nothing, and words that turn a meaning round."""

from typing import Final

from community.search.stemming import stem

_ALIKE: Final = (
    "restart reboot",
    "wifi wi-fi wireless wlan",
    "password passwd passcode pwd",
    "fix solve repair resolve",
    "delete remove erase",
    "buy purchase",
    "app application program software",
    "photo picture image pic",
    "phone smartphone cellphone mobile",
    "slow slowly sluggish laggy lag",
    "broken defective faulty",
    "disconnect drop",
    "connect pair link",
    "update upgrade",
    "stop quit cease",
    "begin start",
    "refund reimburse",
    "bill invoice receipt",
    "money cash",
    "job work career",
    "best good great top better",
    "quick fast rapid quickly",
    "big large huge",
    "small little tiny",
    "learn study",
    "movie film",
    "country nation",
    "happen occur",
    "kid child children",
    "earn make",
    "choose select pick",
    "mistake error fault",
    "improve increase enhance boost",
    "reason cause",
    "difference differ different distinguish",
    "laptop notebook computer pc",
    "firmware software",
    "shipping delivery ship deliver",
    "sign login log",
    "mail email e-mail",
)
MEANS: Final = {stem(word): group.split()[0] for group in _ALIKE for word in group.split()} | {
    word: group.split()[0] for group in _ALIKE for word in group.split()
}
STOP: Final = frozenset(
    """a an the is are am was were be been being do does did doing have has had having i me my mine we us our you
    your yours he him his she her it its they them their this that these those there here what which who whom whose
    how why when where if then than so as of at by for with about into to from in on off out over under and or but
    can could would should will shall may might must just some any all very really please help hi hello thanks thank
    anyone anybody someone somebody one ones get gets got go goes let im ive id too also does actually ever
    possible way still keep keeps kept again now up e.g i.e vs like""".split()
)
NEGATIONS: Final = frozenset("not no never without cannot neither nor none unable instead".split())
_ALIKE_ZH: Final = (
    "重启 重新启动 重新开机",
    "密码 口令",
    "手机 电话",
    "退款 退钱",
    "还款 还钱",
    "借款 贷款 借钱",
    "更改 更换 修改 变更 改成 换成",
    "删除 删掉 去掉",
    "注销 销户",
    "开通 激活 启用",
    "连接 连上 联网",
    "wifi 无线网 无线",
    "总是 老是 一直 经常 频繁 不停",
    "晚上 夜里 半夜 夜间",
    "更新 升级",
    "图片 照片 相片",
    "视频 影片",
    "显示 提示",
    "喜欢 喜爱",
    "漂亮 好看 美丽",
    "便宜 实惠",
    "快递 物流",
    "为什么 为何 为啥 怎么会 咋会 什么原因",
    "多久 多长时间 多少时间 几天 什么时候",
    "多少 几个",
    "逾期 超期 过期",
    "额度 限额",
    "提前 提早",
    "取消 撤销",
    "电脑 计算机 笔记本",
    "下载 下哪里",
    "故障 毛病 坏了",
)
MEANS_ZH: Final = tuple(
    sorted(
        ((word, group.split()[0]) for group in _ALIKE_ZH for word in group.split()[1:]),
        key=lambda pair: -len(pair[0]),
    )
)
STOP_ZH: Final = tuple(
    sorted(
        "怎么样 怎么办 怎么 怎样 如何 咋样 咋 请问 你好 您好 可以 能够 哪里 一下 一个 这个 那个 是否 的话 谢谢 有没有 "
        "是不是 吗 呢 啊 呀 吧 了 的 地 得 我 你 您 他 她 它 们 在 是 就 都 也 还 要 想 请 把 被 给 让 会 和 与 跟 "
        "有 哪 啥 么 嘛".split(),
        key=len,
        reverse=True,
    )
)
NEGATIONS_ZH: Final = tuple("不 没 无法 未 别".split())
