"""The glossary under test: its words are those of the code, its tables what the rules say."""

from __future__ import annotations

from pydoc import locate

from store.sheet import Stage
from store.text import Text
from tests.office import FINANCE, SATO, SECRETARIAT, STRANGER, TANAKA
from tests.store.test_rules import DEEDS
from tests.test_docs import TEXTS, code, rows


def exists(dotted: str) -> bool:
    """Whether there is such a class, function or field."""
    owner, _, name = dotted.rpartition(".")
    return locate(dotted) is not None or name in getattr(locate(owner), "model_fields", {})


def test_every_word_is_named_in_the_code_as_the_glossary_says() -> None:
    named = [code(row[2]) for row in rows("docs/glossary.md", "言葉 / Words")]
    assert len(named) > 20
    assert [name for name in named if not exists(name)] == []


def test_the_stages_are_those_of_the_code_in_their_own_words() -> None:
    told = [(code(row[0]), row[1], row[2]) for row in rows("docs/glossary.md", "段階 / Stages")]
    named = [Text(f"store.stage_{stage}") for stage in Stage]
    assert told == [
        (stage, TEXTS.say(text, "ja"), TEXTS.say(text, "en")) for stage, text in zip(Stage, named, strict=True)
    ]


RIGHTS = {"記入する": ("fill",), "施策番号": ("fill head",), "提出する": ("submit",), "意見を述べる": ("opinion",), "自分の担当の未回答": ("withdraw",),
          "自分の担当の意見への": ("ask again",), "回答する": ("answer",), "差し戻す": ("return", "finalise", "reopen", "publish")}  # fmt: skip
TIMES = {"記入する": "fill", "提出する": "submit", "差し戻す": "return", "意見を述べる": "opinion", "取り下げる": "withdraw", "回答する": "answer",
         "再質問する": "ask again", "確定する": "finalise", "公表する": "publish", "再開する": "reopen"}  # fmt: skip
"""How a row of the tables begins, and the deeds of tests/store/test_rules.py that it is about."""


def test_who_may_do_what_is_what_the_rules_say() -> None:
    table = rows("docs/glossary.md", "誰が何をしてよいか / Who may do what")
    for begins, deeds in RIGHTS.items():
        ((_, *cells),) = (row for row in table if row[0].startswith(begins))
        told = [not cell.startswith("–") for cell in cells]
        for deed in deeds:
            _, people, _ = DEEDS[deed]
            assert told == [who.id in people for who in (SATO, TANAKA, FINANCE, SECRETARIAT, STRANGER)], deed
    assert {deed for deeds in RIGHTS.values() for deed in deeds} == set(DEEDS)


def test_when_it_may_be_done_is_what_the_rules_say() -> None:
    table = rows("docs/glossary.md", "いつできるか / When")
    for begins, deed in TIMES.items():
        ((_, *cells),) = (row for row in table if row[0].startswith(begins))
        _, _, stages = DEEDS[deed]
        assert [cell == "✓" for cell in cells] == [stage in stages for stage in Stage], deed
    assert len(table) == len(TIMES) == len(DEEDS) - 1
