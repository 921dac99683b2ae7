"""Stars that came too late for their page: the page that asks once more says what it would keep."""

from flask import Flask

from community.answers import services as answering
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from tests.conftest import SignIn


def test_the_page_says_which_stars_it_would_keep(
    app: Flask, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    with unit_of_work():
        asked = asking.ask("Why does the mesh drop at two?", "It drops every night.", ["mesh"], by=alice)
        number = answering.answer(asked, "Switch off the nightly scan in the settings.", by=bob).id
    app.config["WTF_CSRF_ENABLED"] = True
    reader = sign_in(app.test_client(), alice)
    rated = reader.post(f"/answers/{number}/rating", data={"stars": "4", "csrf_token": "old"})
    assert rated.status_code == 400
    assert "4 stars for the answer were not kept yet." in rated.text
    followed = reader.post(f"/questions/{asked.id}/follow", data={"csrf_token": "old"})
    assert "The button that you pressed has done nothing yet." in followed.text
