"""The sample office: ひばり野市, a city that doesn't exist, with its form, its people, and a summer of their work."""

from store.samples.office import Channel, Office, office, read_office
from store.samples.year import FORMS, fill

__all__ = ["FORMS", "Channel", "Office", "fill", "office", "read_office"]
