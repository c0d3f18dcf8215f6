from django.db import models

from trust.seal import KeyHolder, Sealed, SealedField


class Box(KeyHolder):
    """A record with a key and texts of its own."""

    title = models.CharField(max_length=20, unique=True)
    text = SealedField()
    note = SealedField(blank=True, default=b"")


class Chest(Box):
    """Its key and texts are in its parent's table."""

    depth = models.PositiveSmallIntegerField(default=1)


class Crate(KeyHolder):
    """The same in another table."""

    text = SealedField(null=True)


class Leaf(Sealed):
    """A record under a box's key."""

    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="leaves")
    text = SealedField()

    @property
    def key_holder(self) -> Box:
        return self.box


class Slip(Sealed):
    """Another kind of record under a box's key."""

    box = models.ForeignKey(Box, on_delete=models.CASCADE)
    text = SealedField()

    @property
    def key_holder(self) -> Box:
        return self.box


class Loose(Sealed):
    """A record that names no key holder."""

    text = SealedField()
