"""The members of a grown community, in the order in which they joined; few of them write most of it."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from community.accounts.models import MemberStatus
from community.accounts.rules import name_key
from community.imports.growth.chance import Chance, Weighted, heavy, moments
from community.imports.growth.sizes import Plan
from community.kernel.policy import Role

SOURCE: Final = "demonstration"  # whoever may sign in: the page of a demonstration site names them
DOMAIN: Final = "growth.example"  # reserved: no message can leave for it
CHINESE_SHARE: Final = 0.45
SIGN_INS: Final = 4  # members beside the staff
FIRST: Final = (
    "ada bela cleo dora emil finn gwen hugo iris jona kira lena milo nora otto pia quin rosa sven tara "
    "uma vera wim xenia yara zeno bao chen dan fang guo hai jia kai lan mei ning peng qing rui shan ting "
    "wei xin yan yun zhi anya boris carla dario elif farid greta hana ivan jules karim livia marek nadia "
    "olga pavel rita samir tomas ulla viktor wanda yusuf zora"
).split()
SECOND: Final = (
    "ash brook cedar dale elm fern grove heath isle juniper knoll lake moss north oak pine quarry reed stone "
    "thorn under vale wood yew amber birch cliff drift echo field glen harbour inlet jade kelp lark meadow nest "
    "orchard pebble ridge spruce tide upland violet willow aspen bay clover dune ember frost gale hazel"
).split()
FAMILY: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
GIVEN: Final = "安博晨丹恩帆庚涵佳凯岚明宁鹏青睿珊婷维欣妍云知一舟禾木清源"


@dataclass(frozen=True, slots=True)
class Person:
    """A member, as far as others need to know; `skill` (0..1) is how good their answers are."""

    id: int
    name: str
    look: str
    shown: str
    chinese: bool
    joined_at: datetime
    role: str
    skill: float


class People:
    """Everyone, and who does what: the weights of asking, answering and rating are drawn apart."""

    def __init__(self, plan: Plan, chance: Chance) -> None:
        roles = [role for role, count in plan.staff.items() for _each in range(count)]
        self.all = [*_staff(roles, plan, chance), *_members(plan, len(roles), chance)]
        self.staff = self.all[: len(roles)]
        self._joined = [person.joined_at for person in self.all]
        count = len(self.all)
        quiet = [0.0] * len(roles)
        self._askers = Weighted([*quiet, *heavy(count - len(roles), 1.4, chance, 60)], chance)
        self._helpers = Weighted([*quiet, *heavy(count - len(roles), 0.85, chance)], chance)
        self._raters = Weighted([*quiet, *heavy(count - len(roles), 1.1, chance, 800)], chance)

    def asker(self, at: datetime) -> Person:
        return self.all[self._askers.draw(self._here(at))]

    def helper(self, at: datetime) -> Person:
        return self.all[self._helpers.draw(self._here(at))]

    def rater(self, at: datetime) -> Person:
        return self.all[self._raters.draw(self._here(at))]

    def of_role(self, role: str, place: float) -> Person:
        """One of the staff: `place` (0..1) says which."""
        found = [person for person in self.staff if person.role == role]
        return found[int(place * len(found))]

    def _here(self, at: datetime) -> int:
        return max(len(self.staff) + 5, bisect_right(self._joined, at))

    def rows(self, password_hash: str) -> list[dict[str, Any]]:
        """The rows of members. Staff and a few others can sign in."""
        last = len(self.staff) + SIGN_INS
        return [_row(person, password_hash if person.id <= last else None) for person in self.all]


def _row(person: Person, password_hash: str | None) -> dict[str, Any]:
    row = {
        "id": person.id,
        "name": person.name,
        "name_key": person.look,
        "display_name": person.shown,
        "role": person.role,
        "status": str(MemberStatus.ACTIVE),
        "lang": "zh-Hans" if person.chinese else "en",
        "timezone": "Asia/Shanghai" if person.chinese else "UTC",
        "created_at": person.joined_at,
        "confirmed_at": person.joined_at,
    }
    if password_hash is not None:
        address = f"{person.name}@{DOMAIN}"
        row |= {"email": address, "email_key": address, "password_hash": password_hash}
        row |= {"external_source": SOURCE, "external_id": person.name}
    return row


def _staff(roles: list[str], plan: Plan, chance: Chance) -> list[Person]:
    found = []
    for number, role in enumerate(roles, 1):
        name = f"{role}-{number}"
        chinese = chance.hits(CHINESE_SHARE)
        shown = f"{role.title()} {number}"
        found.append(Person(number, name, name_key(name), shown, chinese, plan.start, str(Role(role)), 0.9))
    return found


def _members(plan: Plan, taken: int, chance: Chance) -> list[Person]:
    found: list[Person] = []
    looks: set[str] = set()
    count = plan.members
    early = count // 20  # who was there from the first day
    joined = [plan.start + timedelta(minutes=number + 1) for number in range(early)]
    joined += list(moments(count - early, plan.start + timedelta(days=1), plan.days - 1, chance))
    for number, at in enumerate(joined, taken + 1):
        first, second = chance.choice(FIRST), chance.choice(SECOND)
        name = f"{first}-{second}"
        look = name_key(name)
        if look in looks:
            name = f"{name}-{number}"
            look = name_key(name)
        looks.add(look)
        chinese = chance.hits(CHINESE_SHARE)
        shown = _chinese_name(chance) if chinese else f"{first.title()} {second.title()}"
        skill = chance.betavariate(4, 2)
        found.append(Person(number, name, look, shown, chinese, at, str(Role.MEMBER), skill))
    return found


def _chinese_name(chance: Chance) -> str:
    given = "".join(chance.choice(GIVEN) for _each in range(1 + chance.hits(0.7)))
    return chance.choice(FAMILY) + given
