"""An address that only takes forms, opened by hand: the page says so, and offers nothing that fails again."""

from flask.testing import FlaskClient


def test_an_address_without_a_page_offers_no_second_try(client: FlaskClient) -> None:
    answer = client.get("/sign-out?lang=en")
    assert answer.status_code == 405
    assert "it takes what a form sends" in answer.text
    assert "Try again" not in answer.text
    assert answer.text.count("Back to the front page") == 1
