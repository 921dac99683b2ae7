"""Evidence in the language of whoever reads it, but for the words of customers."""

from flask import Flask


def _read(app: Flask, quote: str, text: str = "") -> str:
    with app.test_request_context("/?lang=zh-Hans"):
        return str(app.jinja_env.filters["evidence"](quote, text))


def test_the_words_of_customers_stay_as_they_are_though_a_page_says_the_same(app: Flask) -> None:
    assert _read(app, "never", "WHY DOES THIS NEVER WORK") == "never"


def test_the_name_of_a_kind_of_private_data_is_translated(app: Flask) -> None:
    assert _read(app, "phone") == "电话"
    assert _read(app, "order_number") == "单号"
