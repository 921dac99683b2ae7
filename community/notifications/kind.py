"""What a kind of notification is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `sentence` may hold %(actor)s and %(title)s; `title` names it in the settings.

    `place` is where it leads when it is about no post, or is read beside it. Whoever hides the game hears of no
    `game` kind.
    News of several `people` about one thing, or several `times` of one person, are one sentence in one and in
    many; `%(num)s` counts the others, or the times.
    """

    slug: str
    title: str
    sentence: str
    by_email: bool = False
    icon: str = "bell"
    place: str = "/me"
    beside_its_post: bool = False
    game: bool = False
    people: tuple[str, str] | None = None
    times: tuple[str, str] | None = None


def is_at_its_post(kind: Kind | None, post_id: int | None) -> bool:
    """Whether news of this kind, about this post or none, is read at the post."""
    return post_id is not None and not (kind and kind.beside_its_post)
