"""What becomes of points, levels, badges and campaigns."""

from community.kernel.events.root import Event, MemberEvent


class ReputationChanged(MemberEvent):
    """The total of a member's ledger changed by `delta`."""

    delta: int


class ReputationRuled(Event):
    """An admin undid or restored the points of one cause; `act` is undone or restored."""

    ruling_id: int
    cause: str
    member_id: int
    act: str
    reason: str
    by_id: int


class IntegrityDecided(Event):
    """A person decided about a finding of abuse; `decision` is confirmed, dismissed or undone.

    `number` is the line of the finding's journal, `member_ids` are those for whom something counts anew.
    """

    finding_id: int
    number: int
    kind: str
    decision: str
    member_ids: tuple[int, ...]
    reason: str
    by_id: int


class LevelChanged(MemberEvent):
    """A member reached or lost a level; `title` names the new one, `reason` says why in words."""

    old: int
    new: int
    title: str
    reason: str


class BadgeAwarded(MemberEvent):
    """A member was given a badge."""

    award_id: int
    badge: str
    title: str


class CampaignEvent(Event):
    """Something happened to a campaign; it has a title in at least one language."""

    campaign_id: int
    slug: str
    title: str
    title_zh: str


class CampaignBegan(CampaignEvent):
    """A campaign runs from now on; without `tag_ids` it is about everything."""

    tag_ids: tuple[int, ...]


class CampaignFrozen(CampaignEvent):
    """The final standing is out: `ranks` and `rewards` of `member_ids`, best first."""

    member_ids: tuple[int, ...]
    ranks: tuple[int, ...]
    rewards: tuple[int, ...]


class CampaignRuled(Event):
    """An admin published, cancelled or froze a campaign, which `act` says; `reason` where one is asked for."""

    campaign_id: int
    slug: str
    act: str
    reason: str
    by_id: int


class CustomBadgeChanged(Event):
    """An admin made or changed a badge of this site; `act` is made, changed, discarded, live or retired."""

    badge: str
    act: str
    by_id: int


class LicenceMoved(MemberEvent):
    """A licence of a customer rep moved from one state to another (`from_state` is empty for the first application).

    `number` counts the moves of the licence. `reason` is what staff said; a member's own words are not told.
    """

    licence_id: int
    number: int
    tag: str
    lang: str
    from_state: str
    to_state: str
    reason: str
    by_id: int
