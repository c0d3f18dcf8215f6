"""A real small site, built by `manage.py demo`."""

from home.demo.tree import Tree

__all__ = ["Tree"]
