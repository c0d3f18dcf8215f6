from trust.models.canary import Canary

__all__ = ["Canary"]
