"""How paths are shown: they are long, and have no spaces."""

import re


def breakable(name: str) -> str:
    """A path or file name that may go on in the next line after its separators."""
    return re.sub(r"([/\\_.-])", "\\1\u200b", name)
