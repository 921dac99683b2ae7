"""What members hear of when others name them."""

from typing import Final

from community.kernel.words import N_
from community.notifications.kind import Kind

MENTIONS: Final = (
    Kind("named", N_("Posts that name you"), N_("%(actor)s mentions you in “%(title)s”"), icon="user"),
)
