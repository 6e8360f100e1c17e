"""Form editions (様式): which fields a sheet has."""

from store.form.form import Form, Forms
from store.form.parts import Field, FieldSection, Office, Period, ReviewSection, Row, Section, TableSection
from store.form.places import Counts, Leaf, Portion, circled, numbered

__all__ = [
    "Counts",
    "Field",
    "FieldSection",
    "Form",
    "Forms",
    "Leaf",
    "Office",
    "Period",
    "Portion",
    "ReviewSection",
    "Row",
    "Section",
    "TableSection",
    "circled",
    "numbered",
]
