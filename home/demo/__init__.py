"""A real small site, built by `manage.py demo`."""

from home.demo.build import build
from home.demo.tree import Tree

__all__ = ["Tree", "build"]
