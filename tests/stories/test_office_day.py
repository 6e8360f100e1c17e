"""What happens in an office on an ordinary day: two people in one section, a home page, words for each reader."""

from __future__ import annotations

from tests.stories.conftest import Office


def test_two_people_in_one_section_see_both_and_choose(office: Office) -> None:
    sato, suzuki = office.sato, office.suzuki
    for person in (sato, suzuki):
        person.says("/sheet S27 活動状況")
    sato.fills("活動状況", "佐藤が書いた活動状況")
    suzuki.fills("活動状況", "鈴木が書いた活動状況")
    assert sato.submits() == {}
    assert "保存しました" in sato.reads()

    assert suzuki.submits() == {}
    seen = suzuki.reads()
    assert "佐藤が書いた活動状況" in seen
    assert "佐藤 花子" in seen
    assert suzuki.holds("活動状況") == "鈴木が書いた活動状況"
    assert office.store.numbered("S27").values["activity"] == "佐藤が書いた活動状況"

    assert suzuki.submits() != {}  # one of the two must be chosen
    suzuki.fills("どちらを残しますか", "自分の入力")
    suzuki.fills("活動状況", "鈴木がまとめ直した活動状況")
    assert suzuki.submits() == {}
    assert office.store.numbered("S27").values["activity"] == "鈴木がまとめ直した活動状況"


def test_from_the_list_to_a_section_and_back(office: Office) -> None:
    sato = office.sato
    sato.says("/sheet")
    assert "あなたを待っている仕事" in sato.reads()
    sato.presses("開く", beside="S31")
    assert "作成中" in sato.reads()
    sato.presses("記入", beside="活動状況")
    sato.fills("活動状況", "停電に備えた訓練を1回行った。")
    assert sato.submits() == {}
    assert "✓「活動状況」を保存しました。" in sato.reads()
    sato.closes()
    assert "あなたを待っている仕事" in sato.reads()


def test_a_wrong_value_is_told_at_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    sato = office.sato
    before = office.store.numbered("S27")
    sato.says("/sheet S27 取組② R2")
    sato.fills("成果", "新しい成果")
    sato.fills("費用", "使用料 たくさん")
    sato.fills("市民参加数（延べ）", "大勢")
    errors = sato.submits()
    assert set(errors) == {"費用", "市民参加数（延べ）"}
    assert "大勢" in errors["市民参加数（延べ）"]
    assert office.store.numbered("S27") == before
    sato.fills("費用", "使用料 10千円")
    sato.fills("市民参加数（延べ）", "１２人")
    assert sato.submits() == {}
    assert office.store.numbered("S27").values["initiatives/2/outcome/this"] == "新しい成果"
    assert office.store.numbered("S27").values["initiatives/2/citizens/this"] == "12人"


def test_home_shows_what_waits_and_opens_it(office: Office) -> None:
    words = office.sato.opens_home()
    assert "あなたを待っている仕事" in words
    assert "S27" in words
    assert "まだ課や担当に登録されていません" in office.kobayashi.opens_home()


def test_an_opinion_is_answered_from_the_thread(office: Office) -> None:
    office.watanabe.says("/opinion S22 利用者数の目標を示してください。")
    office.eventually(lambda: office.sato.thread("C0JOHO", "S22"), seconds=20)
    office.sato.presses_in("C0JOHO", "回答する")
    office.sato.fills("への回答", "次年度の目標に利用者数を加えます。")
    assert office.sato.submits() == {}
    (answer,) = [each for each in office.store.numbered("S22").answers if "利用者数を加えます" in each.text]
    assert office.store.numbered("S22").opinion(answer.to[0]).office == "finance"


def test_whoever_may_not_is_told_whom_to_ask(office: Office) -> None:
    kobayashi = office.kobayashi
    kobayashi.says("/opinion S27 よそからの意見")
    assert "事務局（中村 明）に登録を頼んでください" in kobayashi.whispers()[-1]
    kobayashi.says("/answer S27-O1 よそからの回答")
    assert "事務局（中村 明）に登録を頼んでください" in kobayashi.whispers()[-1]
    kobayashi.says("/sheet S27 活動状況")
    assert "記入できるのは" in kobayashi.reads()
    kobayashi.says("/sheet S404")
    assert "見つかりません" in kobayashi.whispers()[-1]
