from django.apps import AppConfig


class ShelfConfig(AppConfig):
    name = "tests.trust.shelf"

    def ready(self) -> None:
        from tests.trust.shelf import letters  # noqa: PLC0415 -- needs loaded models
        from trust import outbox  # noqa: PLC0415

        outbox.register_sealed(letters.KIND, address=letters.address, used=letters.used)
