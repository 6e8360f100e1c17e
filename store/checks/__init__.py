"""Checks before submission (点検): pure functions over a sheet, its form, and last year's sheet."""

from store.checks.finding import Finding, Severity
from store.checks.registry import CHECKS, look

__all__ = ["CHECKS", "Finding", "Severity", "look"]
