"""What staff do with a case: claim, wait, return, resolve, reopen; each deed lives in a file of its own."""

from moderation.escalation.claiming import assign, claim
from moderation.escalation.closing import reopen, resolve, return_to_crowd
from moderation.escalation.waiting import resume, wait

__all__ = ["assign", "claim", "reopen", "resolve", "resume", "return_to_crowd", "wait"]
