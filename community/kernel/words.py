"""Marking words for people where they are written, so that they can be translated where they are shown."""


def N_(message: str) -> str:  # noqa: N802 - the customary name, which translation tools look for
    """Return `message` unchanged; the extraction tool collects it for the catalogues."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - in the manner of its sister
    """Return a sentence for one and for many, unchanged; `%(num)s` says how many."""
    return one, many
