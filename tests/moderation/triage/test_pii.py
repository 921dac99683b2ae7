"""Private data is found where it is, and numbers that are none are left alone."""

import pytest

from moderation.triage import pii


def kinds(text: str) -> list[str]:
    return [span.kind for span in pii.find(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("My number is 13812345679, call me", "phone"),
        ("手机号13912340987，请回电", "phone"),
        ("联系电话：010-62781234", "phone"),
        ("Ring +44 20 7946 0958 after six", "phone"),
        ("Call me at (212) 736-5000 please", "phone"),
        ("+49 30 901820", "phone"),
        ("write to anna.berg@post-service.se today", "email"),
        ("邮箱是zhang.wei@qq.com谢谢", "email"),
        ("card 4111 1111 1111 1111 was charged", "card"),
        ("卡号 6222 0200 0000 0001 230", "card"),
        ("身份证号11010519491231002X", "id_number"),
        ("transfer to DE89 3704 0044 0532 0130 00", "iban"),
        ("my order number is HZ-20931177", "order_number"),
        ("订单号：202611230001", "order_number"),
    ],
)
def test_private_data_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 2019 I paid 1299 dollars for version 12.4.1",
        "The address 192.168.178.21 and 10.0.0.0/8 are private",
        "2026-11-23 14:05:59, took 1234567 ms",
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "It has 1600000000 parameters and 0.12345678901234567 loss",
        "pi is 3.14159265358979323846",
        "git@github.com:owner/project.git and user@example.com",
        "The card number 4111 1111 1111 1112 fails the check",
        "身份证号110105194912310021的校验位不对",
        "价格是1380元，型号是AX3000，2024年买的",
        "ISBN 978-3-16-148410-0",
        "in order to follow, account settings open; in case of rain",
        "MAC 00:1A:2B:3C:4D:5E, serial port 115200 baud",
        "https://host.tld/questions/1234567890/title",
        "1000000 + 2000000 = 3000000",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_mask_names_the_kind_and_keeps_the_rest() -> None:
    text = "Mail anna.berg@post-service.se or 13812345679."
    assert pii.mask(text, pii.find(text)) == "Mail [e-mail] or [phone]."
