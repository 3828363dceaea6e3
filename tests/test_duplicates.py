from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from datasketch import MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.records import Article
from dateline.stories.duplicates import (
    CANDIDATE_RESEMBLANCE,
    PERMUTATIONS,
    KnownArticle,
    _Telling,
    agency_key,
    group_duplicates,
    read_prints,
    read_signature,
)

FIRST = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
STORY = (
    "Mortar rounds struck a queue of lorries at the Kadir border crossing on Tuesday, killing six people and "
    "wounding eleven, the provincial governor said. Two of the dead were customs officers. The others were "
    "drivers who had waited since Sunday for the road to open, the governor, Salma Idris, told reporters at "
    "the hospital. No group said that it had fired the rounds. An army spokesman said that the fire had come "
    "from hills held by the Northern Front, an armed group that left peace talks in January. The crossing "
    "carries most of the flour and fuel that reaches the valley. Traders said that prices had risen by a third "
    "since the road was first closed in February."
)
REWRITTEN = (
    "At least six people died when shells landed among waiting trucks on the frontier at Kadir, according to "
    "local officials, who blamed rebels encamped in the surrounding heights. The insurgents, who walked away "
    "from negotiations two months ago, made no comment. Hospital staff put the wounded at eleven. Flour has "
    "become dear in the valley below since the road was shut, shopkeepers complain, and many families now bake "
    "only every other day."
)


def article(id_: str, publisher: str, text: str, *, credit: str | None = None, hours: float = 0) -> Article:
    at = FIRST + timedelta(hours=hours)
    return Article(
        id_, f"{id_}-1", f"https://{id_}.example.org/", f"https://{id_}.example.org/", "Title", text,
        publisher=publisher, credit=credit, published_at=at, published_precision="instant",
    )  # fmt: skip


def told(articles: list[Article], known: tuple[KnownArticle, ...] = ()) -> dict[str, tuple[str | None, str | None]]:
    return {row.article_id: (row.duplicate_group, row.duplicate_kind) for row in group_duplicates(articles, known)}


def test_the_same_words_are_exact_copies_and_the_earliest_is_the_original() -> None:
    rows = told([article("b", "Plains", STORY, hours=2), article("a", "Harbour", STORY + " \n", hours=1)])
    assert rows == {"a": ("a", "original"), "b": ("a", "exact")}


def test_a_cut_copy_with_the_same_credit_is_a_wire_copy() -> None:
    cut = STORY[: STORY.index("The crossing carries")] + "The mayor of Kadir asked for calm."
    rows = told(
        [article("a", "Halyard", STORY, credit="Halyard"), article("b", "Plains", cut, credit="Halyard", hours=1)]
    )
    assert rows["b"] == ("a", "wire")


def test_the_credited_agency_is_the_original_even_when_its_own_page_comes_later() -> None:
    copy = article("a", "Plains Courier", STORY.replace("Tuesday", "Tuesday morning"), credit="AFP", hours=0)
    own = article("b", "Agence France-Presse", STORY, credit="AFP", hours=3)
    assert told([copy, own]) == {"a": ("b", "wire"), "b": ("b", "original")}


def test_a_publishers_own_second_telling_is_a_near_copy() -> None:
    again = STORY.replace("killing six people", "killing eight people").replace("Traders said", "Shopkeepers said")
    rows = told([article("a", "Halyard", STORY), article("b", "Halyard", again, hours=5)])
    assert rows["b"] == ("a", "near")


def test_a_rewritten_story_and_a_story_alone_are_no_copies() -> None:
    rows = told([article("a", "Halyard", STORY), article("b", "Fanous", REWRITTEN)])
    assert rows == {"a": (None, None), "b": (None, None)}


def test_short_texts_are_copies_only_word_for_word() -> None:
    rows = told([article("a", "A", "Blast in Kosti kills two."), article("b", "B", "Blast in Kosti kills three."),
                 article("c", "C", "Blast in Kosti kills two")])  # fmt: skip
    assert rows["b"] == (None, None)
    assert rows["c"] == ("a", "exact")


def test_a_copy_of_yesterdays_story_is_found_by_text_or_by_signature_alone() -> None:
    by_text = KnownArticle("k", "Halyard", "Halyard", FIRST - timedelta(days=1), text=STORY)
    by_signature = KnownArticle("k", "Halyard", "Halyard", FIRST - timedelta(days=1), signature=read_signature(STORY))
    for known in (by_text, by_signature):
        rows = told([article("n", "Plains", STORY, credit="Halyard")], (known,))
        assert rows["n"][0] == "k"
        assert rows["k"] == ("k", "original")


def test_known_articles_are_told_again_only_when_they_change() -> None:
    known = KnownArticle("k", "Halyard", None, FIRST, text=STORY, duplicate_group="k", duplicate_kind="original")
    rows = told([article("n", "Plains", STORY, hours=1)], (known,))
    assert rows == {"n": ("k", "exact")}


def test_agencies_go_by_one_name() -> None:
    assert agency_key("Agence France-Presse") == agency_key("AFP")
    assert agency_key("The Associated Press") == agency_key("AP")
    assert agency_key("Reuters") == agency_key("REUTERS")
    assert agency_key(None) is None


POOL = [
    article("a", "Halyard", STORY, credit="Halyard"), article("b", "Plains", STORY, hours=1),
    article("c", "Courier", STORY[:450], credit="Halyard", hours=2), article("d", "Fanous", REWRITTEN, hours=3),
    article("e", "Fanous", REWRITTEN + " More was not known.", hours=4), article("f", "Rain", "Rain fell.", hours=5),
]  # fmt: skip


@given(st.permutations(POOL), st.integers(0, len(POOL)))
@settings(max_examples=25, deadline=None)
def test_neither_order_nor_batches_change_the_groups(articles: list[Article], cut: int) -> None:
    whole = told(list(POOL))
    assert told(articles) == whole
    before = told(articles[:cut])
    known = tuple(
        KnownArticle(a.id, a.publisher, a.credit, a.published_at, a.text, None, *before[a.id])  # type: ignore[arg-type]
        for a in articles[:cut]
    )
    assert before | told(articles[cut:], known) == whole


@given(st.lists(st.text(max_size=200), max_size=5))
@settings(max_examples=50, deadline=None)
def test_any_texts_at_all_are_grouped(texts: list[str]) -> None:
    rows = group_duplicates(article(str(n), "P", text) for n, text in enumerate(texts))
    assert [row.article_id for row in rows] == sorted(map(str, range(len(texts))))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5])
def test_texts_that_may_be_copies_have_a_print_in_common(share: float) -> None:
    """The prints are the bands of the very index that finds candidates: none that it finds is missed."""
    rng = random.Random(11)
    for _ in range(20):
        words = [f"w{rng.randrange(10**6)}" for _ in range(400)]
        other = list(words)
        at = rng.randrange(1, 200)
        other[at : at + int(share * 400)] = [f"v{rng.randrange(10**6)}" for _ in range(int(share * 400))]
        index = MinHashLSH(threshold=CANDIDATE_RESEMBLANCE, num_perm=PERMUTATIONS)
        first, second = (_Telling(KnownArticle("x", text=" ".join(each))) for each in (words, other))
        index.insert("first", first.minhash)
        in_common = set(read_prints(" ".join(words))) & set(read_prints(" ".join(other)))
        assert bool(in_common) == bool(index.query(second.minhash))
    assert set(read_prints("Two words.")) == set(read_prints("two  WORDS")) and len(read_prints("Two words.")) == 1
