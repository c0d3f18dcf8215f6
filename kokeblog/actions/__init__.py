"""Every write of KokeBlogi's."""

from kokeblog.actions.planning import plan, unplan

__all__ = ["plan", "unplan"]
