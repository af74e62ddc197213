"""Texts of others in the little boxes under the pointer."""

from html import escape


def tip(text: str) -> str:
    """The text for a tooltip, which would take ``<img src=…>`` for a picture and fetch it from another computer."""
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>' if "<" in text else text
