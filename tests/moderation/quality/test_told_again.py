"""A question whose body says the same in another order, under another title, is found in both languages."""

import pytest

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services as asking

TOLD = {
    "en": (
        (
            "Kitchen tablet loses the repeater",
            "Whenever the microwave oven runs, the tablet on our kitchen wall loses the repeater and the radio "
            "stops; in the living room the same tablet keeps playing. Can the repeater use another channel?",
        ),
        (
            "Music stops while dinner warms up",
            "In the living room the tablet keeps playing, but on the kitchen wall it loses the repeater and the "
            "radio stops whenever the microwave oven runs. Can another channel be used by the repeater?",
        ),
    ),
    "zh": (
        (
            "平板在厨房老是断开中继器",
            "微波炉一开，厨房墙上的平板就和中继器断开，收音机也停了；同一块平板拿到客厅就一直能播放。中继器可以换一个信道吗？",
        ),
        (
            "热饭的时候音乐停了怎么办",
            "同一块平板在客厅一直能播放，可是挂在厨房墙上，微波炉一开就和中继器断开，收音机也停了。能不能给中继器换一个信道？",
        ),
    ),
}
OTHER = (
    "Where is the serial number of the repeater?",
    "The support form wants the serial number of our repeater, and the sticker has come off in the kitchen heat. "
    "Is it shown anywhere on the settings page, or in the tablet app?",
)


def findings(post_id: int) -> set[str]:
    return {each["check"] for each in post_or_404(post_id).findings}


@pytest.mark.parametrize("lang", sorted(TOLD))
def test_the_same_in_another_order_is_found(alice: Actor, bob: Actor, lang: str) -> None:
    first, again = TOLD[lang]
    with unit_of_work():
        asking.ask(*first, ["repeater"], by=alice)
    with unit_of_work():
        other = asking.ask(*OTHER, ["repeater"], by=bob).id
    with unit_of_work():
        told = asking.ask(*again, ["repeater"], by=bob).id
    assert "near-duplicate" in findings(told)
    assert "near-duplicate" not in findings(other)
