"""Mashed keys and drawn lots are nonsense; code, logs and languages nobody trained are not."""

import pytest

from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message


def nonsense(text: str) -> bool:
    return analyse(Message(text, kind=Kind.QUESTION))["gibberish"].fired


@pytest.mark.parametrize(
    "text",
    [
        "asdkjh askjdh aksjdh", "qweqweqwe asdasdasd", "lkjlkj poipoi mnbmnb", "bzw nsbapx fqjh qrn tdk",
        "riqhbjac trbg jtiewbkkl mmoqm tzqi uxwhj", "阿斯顿发送到发", "沙发上的发生地方", "啊啊啊啊啊啊啊",
        "疱鞐棟羐竾莪娦斋牬麢尟哄撘瑮嗦蔃綯", "的的的的的的的的的的的的的",
    ],
)  # fmt: skip
def test_nonsense_in_both_languages(text: str) -> None:
    assert nonsense(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wie kann ich den Router zurücksetzen? Das Gerät zeigt Durchflusswassererhitzer an.",
        "Comment puis-je réinitialiser mon routeur après la mise à jour ?",
        "ルーターの設定方法を教えてください。ランプが点滅しています。",
        "공유기 설정을 초기화하는 방법을 알려주세요",
        "Как сбросить настройки роутера после обновления?",
        "Làm thế nào để đặt lại bộ định tuyến",
        "W Szczebrzeszynie chrząszcz brzmi w trzcinie",
        "kubectl get pods -n kube-system | grep xtables",
        "Sep 12 10:22:01 sshd[2211]: pam_unix(sshd:auth): authentication failure; logname= uid=0 tty=ssh",
        "TCP SYN ACK RST DHCP DNS HTTPS SSL TLS",
        "qwerty keyboard layout or azerty or dvorak?",
        "![the settings page](https://pictures.tld/1.png)",
        "固件升级之后指示灯一直闪，恢复出厂设置也没有用",
        "不错~~~~~~~~~~~~~~~~~~~~~~",
    ],
)
def test_what_only_looks_strange_is_left_alone(text: str) -> None:
    assert not nonsense(text)
