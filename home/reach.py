"""How a telephone number or a website is written for people and for machines."""

from urllib.parse import urlsplit


def dialled(phone: str) -> str:
    """The number as a telephone link takes it: digits and a leading plus."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def spoken_address(url: str) -> str:
    """A website as people say it: without the scheme and www."""
    return urlsplit(url).netloc.removeprefix("www.")
