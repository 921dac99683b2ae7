"""Every badge that comes with the product. A new one is an entry in `families`, and a picture of its name."""

from typing import Final

from community.kernel.catalogue import Catalogue
from gamification.badges.families.beginning import BEGINNING
from gamification.badges.families.helping import HELPING
from gamification.badges.families.keeping import KEEPING
from gamification.badges.families.reaching import REACHING
from gamification.badges.rules import Family

BADGES: Final = Catalogue((*BEGINNING, *HELPING, *KEEPING, *REACHING))
ORDER: Final = tuple(Family)  # in which galleries show families
