"""A sheet as JSON, for other programs: its values as they are written, opinions and answers, the stage. No person."""

from __future__ import annotations

from typing import Any

import orjson

from store.form import Form
from store.kinds import CostLine, Value
from store.sheet import Sheet


def render(sheet: Sheet, form: Form) -> str:
    """Indented JSON. Amounts are in 千円, as text so that no digit is lost; days are ISO."""
    leaves = sheet.leaves(form)
    values = {address: _plain(value) for address, value in sheet.values.items() if address in leaves}
    opinions = [
        {
            "id": each.id,
            "office": form.office(each.office).ja,
            "text": each.text,
            "on": each.given.at.date().isoformat(),
        }
        for each in sheet.live_opinions
    ]
    answers = [
        {"to": list(each.to), "text": each.text, "on": each.given.at.date().isoformat()} for each in sheet.answers
    ]
    known = {"number": sheet.number, "year": sheet.year, "form": sheet.form, "stage": str(sheet.stage)}
    document = known | {"values": values, "opinions": opinions, "answers": answers}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _plain(value: Value) -> Any:
    if isinstance(value, str):
        return value
    return [each.as_json if isinstance(each, CostLine) else each for each in value]
