"""The one signal of the house."""

from django.dispatch import Signal

#: A person's data is being erased everywhere. Sent with `user` inside the erasing transaction, so
#: that a receiver that fails stops the erasure.
person_erased = Signal()
