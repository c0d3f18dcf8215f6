"""What stands in the database for something that must be found again and not be read there.

Made with a pepper that the database has not got, so that nobody tests guesses against a stolen
copy. A fingerprint outlives a new pepper as long as the older one stays in the ring.
"""

import hashlib
import hmac

from trust.keyring import keyring


def fingerprint(purpose: str, text: str) -> bytes:
    """32 bytes that stand for `text`, made with the active pepper."""
    return _fingerprint(purpose, text, keyring().active_pepper)


def fingerprints(purpose: str, text: str) -> list[bytes]:
    """The fingerprints under every pepper of the ring, the active one's first, for look-ups."""
    ring = keyring()
    older = sorted(version for version in ring.peppers if version != ring.active_pepper)
    return [_fingerprint(purpose, text, version) for version in (ring.active_pepper, *older)]


def _fingerprint(purpose: str, text: str, version: str) -> bytes:
    pepper = keyring().peppers[version]
    return hmac.digest(pepper, f"{purpose}|{text}".encode(), hashlib.sha256)
