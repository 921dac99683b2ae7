"""What an invitation says at the moment its letter is sent."""

from collections.abc import Mapping
from typing import Any

from community.invites import queries
from community.kernel import secret_links


def invitation_now(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """An invitation in the name that its sender has now; None once nobody can come by it."""
    invite = queries.open_invite(secret_links.word_of(payload["links"]["link"]["seed"]))
    if invite is None:
        return None
    sender = invite.by.display_name if invite.by else ""
    return {**payload, "params": {**payload["params"], "sender": sender, "words": invite.words}}
