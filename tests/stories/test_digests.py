"""A digest from the command to the channel, its schedule, and what whoever sets one hears where the bot isn't."""

from __future__ import annotations

from tests.stories.conftest import Office

JOHO = "C0JOHO"


def test_a_digest_is_seen_then_posted_and_scheduled(office: Office) -> None:
    sato, nakamura = office.sato, office.nakamura
    nakamura.says("/集計", JOHO)
    assert "段階ごとの枚数" in _drawn(office, JOHO, nakamura.id)
    nakamura.presses_in(JOHO, "このチャンネルに投稿")
    office.eventually(lambda: "段階ごとの枚数" in _drawn(office, JOHO, sato.id))
    sato.says("/集計 設定", JOHO)
    sato.presses("定期配信を加える")
    sato.fills("どの評価票を集計しますか", "市長公室情報課")
    assert sato.submits() == {}
    assert "保存しました：毎週 月 09:00　市長公室情報課" in sato.reads()
    office.eventually(
        lambda: any(
            "佐藤 花子 さんが、このチャンネルへの集計の定期配信を設定しました" in said
            for said in nakamura.messages(JOHO)
        )
    )


def test_who_sets_one_where_the_bot_is_not_hears_at_once_how_to_invite_it(office: Office) -> None:
    workspace = office.demo.workspace
    workspace.leave(workspace.bot.id, JOHO)
    sato = office.sato
    sato.says("/集計 設定", JOHO)
    sato.presses("定期配信を加える")
    assert sato.submits() == {}
    office.eventually(lambda: any("/invite @hyoka" in said for said in _directly(office, sato.id)))


def test_a_summary_is_seen_then_posted(office: Office) -> None:
    sato = office.sato
    sato.says("/sheet S27 まとめ", JOHO)
    assert "期間ごとの費用" in _drawn(office, JOHO, sato.id)
    sato.presses_in(JOHO, "このチャンネルに投稿", "まとめ")
    office.eventually(lambda: "期間ごとの費用" in _drawn(office, JOHO, office.suzuki.id))
    sato.says("/sheet S27", JOHO)
    sato.presses("まとめを投稿")
    assert "まとめを投稿します" in sato.reads() or "書き直します" in sato.reads()


def _drawn(office: Office, channel: str, reader: str) -> list[str]:
    """The titles of the charts that a person sees in a channel."""
    blocks = (block for each in office.demo.workspace.messages(channel, reader) for block in each.blocks)
    return [block["title"] for block in blocks if block["type"] == "data_visualization"]


def _directly(office: Office, reader: str) -> list[str]:
    """Whatever was said to a person by the bot alone, wherever."""
    workspace = office.demo.workspace
    places = [*(channel.id for channel in workspace.channels(reader)), workspace.dm_with_bot(reader).id]
    return [str(each) for place in places for each in workspace.messages(place, reader)]
