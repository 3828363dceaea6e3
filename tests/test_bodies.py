"""The body's rules, each on text of ours: what stands around a story goes, what only looks like it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import document_fromstring

from dateline.articles.extraction import extract_article
from dateline.articles.metadata import PageFacts
from dateline.articles.promotions import is_promotion, without_buttons
from dateline.articles.signatures import is_about_author, is_heading_line, is_signature, split_signature
from dateline.articles.storylines import read_story_lines, without_repetitions
from dateline.articles.storytrees import story_tree
from dateline.records import Article

PAGES = Path(__file__).parent / "pages"
URL = "https://www.deltacourier.example.com/weather/sulmar-pumps"
FACTS = PageFacts(
    title="Pumps fail as Sulmar river rises",
    site="Sulmar Courier",
    author="Ines Halloway; Tomas Verhe",
    section="Weather",
)
LEAD = "Two pumping stations failed before dawn on Monday and the river broke over its eastern wall, the mayor said."
SECOND = (
    "Soldiers reached the district of Veld by noon with 14 boats and a surgeon, and took 90 people from their roofs."
)
LAST = "The pumps are to run again on Tuesday, and the mayor asked people in Veld to stay upstairs until they do so."


def read(page: str) -> Article:
    article = extract_article(page, URL).article
    assert article is not None
    return article


def body(extra: str) -> str:
    """Return the text read off a page with `extra` between the story's second and last paragraphs."""
    paragraphs = f"<p>{LEAD}</p><p>{SECOND}</p>{extra}<p>{LAST}</p>"
    return read(
        f"<html><body><article><h1>Pumps fail</h1><div class='text'>{paragraphs}</div></article></body></html>"
    ).text


def test_a_story_is_read_from_among_all_that_stands_around_it() -> None:
    article = read((PAGES / "boxes.html").read_text())
    assert article.text.split("\n") == [
        "SULMAR, March 9 (Delta Courier) - Two pumping stations failed before dawn on Monday and the Sulmar river broke "
        "over its eastern wall, flooding 300 houses, the mayor said.",
        "She said that the wall had been declared safe by three separate inspections in the past year alone.",
        "Boats from the army",
        "Soldiers reached the district of Veld by noon with 14 boats. A woman of 81 was found dead in her kitchen, and the "
        "rescue service was looking for two men.",
        "The pumps are to run again on Tuesday. The mayor asked people in Veld to stay upstairs until then and to leave "
        "their doors unlocked for the soldiers.",
    ]
    assert (article.dateline_place, article.credit) == ("SULMAR", "Delta Courier")


CARD = "<h4>Who was paid</h4><p>Minutes of the council show that the money was moved twice before the work began.</p>"


@pytest.mark.parametrize(
    ("why", "box"),
    [
        ("a link around blocks is a card", f'<a href="/x"><div>{CARD}</div></a>'),
        ("a caption in italics beside its picture", '<p><img src="1.jpg"><em>Soldiers lift a boat over the wall</em></p>'),
        ("the words of a box named for a picture", '<div class="c-Image"><img src="1.jpg"><p>A street on Sunday.</p></div>'),
        ("a caption by its name", '<p class="img-description">A street in Old Sulmar on Sunday, seen from the tower.</p>'),
        ("a figure's caption", '<figure><img src="1.jpg"><figcaption>A street on Sunday</figcaption></figure>'),
        ("a box about the writer", '<div class="AuthorBio"><p>She joined the paper in 2019 from the coast.</p></div>'),
        ("a fact box", '<div class="infobox"><h3>The wall</h3><p>It was built in 1988 and raised in 2011.</p></div>'),
        ("a fact box of the site's own element", "<pier-factbox><p>It was built in 1988, of stone.</p></pier-factbox>"),
        ("a box that asks for addresses", '<div class="newsletter-box"><p>Floods, as they come, every morning.</p></div>'),
        ("a list of other stories", '<div class="list"><a href="/a">Wall money moved</a><a href="/b">Rain to stay</a></div>'),
        ("words for screen readers", '<p class="sr-only">The article goes on below this box</p>'),
    ],
)  # fmt: skip
def test_what_a_page_puts_around_a_story_is_no_part_of_it(why: str, box: str) -> None:
    assert body(box).split("\n") == [LEAD, SECOND, LAST], why


SENTENCE = "The wall had been declared safe by three separate inspections in the past year."


@pytest.mark.parametrize(
    ("why", "kept", "box"),
    [
        ("a sentence that is nearly all link, in a box of its own", f"He said: {SENTENCE}",
         f'<div><p>He said: <a href="/wall">{SENTENCE[:-1]}</a>.</p></div>'),
        ("a subhead that is no heading", "Boats from the army", '<div class="subheadline">Boats from the army</div>'),
        ("a quotation in a figure", SENTENCE, f"<figure><blockquote>{SENTENCE}</blockquote></figure>"),
        ("a paragraph that follows its picture", SENTENCE, f'<div><img src="1.jpg"><p>{SENTENCE}</p></div>'),
        ("a caption's name on the box of the story", SENTENCE, f'<div class="no-caption">{f"<p>{SENTENCE}</p>" * 9}</div>'),
        ("a table of figures", "Veld", "<table><tr><td>Veld</td><td>90</td></tr><tr><td>Oud</td><td>12</td></tr></table>"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_stays(why: str, kept: str, box: str) -> None:
    text = body(box)
    assert kept in text and LEAD in text and LAST in text, why


def test_a_page_whose_paragraphs_are_boxes_is_read_as_one_of_paragraphs() -> None:
    boxes = "".join(f"<div class='t'><span>{line}</span></div>" for line in (LEAD, SECOND, SENTENCE, LAST))
    assert read(f"<html><body><main><h1>Pumps fail</h1>{boxes}</main></body></html>").text.split("\n") == [
        LEAD, SECOND, SENTENCE, LAST,
    ]  # fmt: skip


def test_a_lead_in_a_box_of_its_own_is_kept_and_a_headlines_second_line_is_not() -> None:
    head = f"<h1>Pumps fail</h1><h2 class='deck'>Two districts are under water</h2><div class='summary'>{LEAD}</div>"
    page = (
        f"<html><body><article>{head}<div><p>{SECOND}</p><p>{SENTENCE}</p><p>{LAST}</p></div></article></body></html>"
    )
    assert read(page).text.split("\n") == [LEAD, SECOND, SENTENCE, LAST]


def test_a_tree_is_made_ready_without_touching_the_page() -> None:
    tree = document_fromstring((PAGES / "boxes.html").read_text())
    before = len(list(tree.iter()))
    assert len(list(story_tree(tree).iter())) < before / 2
    assert len(list(tree.iter())) == before


# ------------------------------------------------------------------------------------------------------ lines


@pytest.mark.parametrize(
    "line",
    [
        "Leia também: Prefeitura compra dez bombas", "Lesen Sie auch: Pumpen für Sulmar", "Читайте также: насосы отказали",
        "Les også: Elven stiger", "For the latest flood warnings, visit our map", "Get the Courier delivered to your door",
        "Got a story? Write to the desk.", "[button link=\"/submit\"]Send us your photos[/button]", "Click to tweet",
        "Follow the Courier's full coverage of the flood here", "Copyright Delta Courier 2026",
        "Abonnieren Sie unseren Newsletter, er kommt jeden Morgen.", "Our Standards: The Courier's Principles.",
        "Il vous reste 61.2% de cet article à lire. La suite est réservée aux abonnés.",
        "This copy is for your personal use only. " + "Order it for your colleagues from the reprints desk. " * 6,
    ],
)  # fmt: skip
def test_lines_that_push_or_point_elsewhere_are_promotions(line: str) -> None:
    assert is_promotion(line)


@pytest.mark.parametrize(
    "line",
    [
        "He asked his followers on WhatsApp to join the march on Friday.", "[KADIR] Two people were killed on Monday.",
        "Copyright law was changed in 1976, the judge said.", "For more than a week nobody has had water.",
        "Follow-up inspections found nothing.", "Share prices fell by 4% on Monday.", "Got up early, she said, and left.",
        "The newsletter of the union named eleven dead.", "See reports that the army had left were denied.",
    ],
)  # fmt: skip
def test_lines_of_a_story_are_no_promotions(line: str) -> None:
    assert not is_promotion(line)


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by Ann Marlow in Kadir and Tom Keto in Veld; Editing by Ruth Okafor", "Quelle: dpa/afp", "(AP)",
        "With files from The Canadian Press", "mit Material von Reuters und AFP", "SDA/kle",
        "Associated Press writers Ann Marlow in Kadir and Tom Keto contributed to this report.",
    ],
)  # fmt: skip
def test_lines_that_sign_a_story_are_signatures(line: str) -> None:
    assert is_signature(line)


@pytest.mark.parametrize(
    "line",
    [
        "Fighting was reported from Kadir and Veld.", "Heavy rain contributed to the fall of the wall.",
        "Reporting by local journalists was stopped on Monday.", "Ann Marlow was killed in Kadir.", "AFP was not there.",
        "He told Reuters that the wall would hold.", "Writing by hand, he named eleven soldiers.",
    ],
)  # fmt: skip
def test_sentences_about_reporting_are_no_signatures(line: str) -> None:
    assert not is_signature(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Ines Halloway", "Ines Halloway, 9 March 2026, 06:30 EET", "09.03.2026, 14:59 Uhr Lesedauer: 4 Minuten", "Weather",
        "Updated: Mar 9, 2026 3:10 pm", "Sulmar Courier, 9 March 2026", "Aktualisiert am 9. März 2026 um 15:59", "AFP",
    ],
)  # fmt: skip
def test_lines_of_names_and_times_are_the_pages(line: str) -> None:
    assert is_heading_line(line, FACTS)


@pytest.mark.parametrize("line", ["10 p.m.", "SULMAR, 9 March 2026", "2026 was wet", "Tomas Verhe was there."])
def test_a_dateline_or_an_hour_of_its_own_is_the_storys(line: str) -> None:
    assert not is_heading_line(line, FACTS)


def test_a_last_line_about_the_writer_goes_and_one_about_anybody_else_stays() -> None:
    assert is_about_author("Ines Halloway covers rivers for the Courier.", FACTS)
    assert is_about_author("Our reporter can be found in Veld. Follow her on Mastodon.", FACTS)
    assert not is_about_author("If she is found guilty, Ruth Okafor faces ten years.", FACTS)
    assert not is_about_author("Police asked people to follow them out of the hall.", FACTS)
    assert not is_about_author("Ruth Okafor is the mayor of Veld.", FACTS)


def test_a_credit_is_read_off_a_signature_that_is_no_part_of_the_text() -> None:
    article = read(
        f"<html><body><article><h1>Pumps fail</h1><p>{LEAD}</p><p>{SECOND}</p><p>{LAST}</p><p>Source: Gulf News Agency</p>"
        "</article></body></html>"
    )
    assert article.text.split("\n")[-1] in (LAST, "Source: Gulf News Agency")
    assert article.credit == "Gulf News Agency"


def test_a_page_of_signatures_alone_keeps_them() -> None:
    lines = ["By Ines Halloway", "Quelle: dpa"]
    assert split_signature(lines, FACTS) == (lines, [])


def test_what_is_said_twice_is_kept_once_where_it_stands_in_full() -> None:
    quote = "“Nobody asked us whether the wall would hold and nobody will ask us now,” said a man in Veld"
    full = f"{quote}, who had lost his boat, his shed and both of his dogs."
    assert without_repetitions([quote, LEAD, full, LEAD]) == [LEAD, full]
    assert without_repetitions(["“Out!” they sang.", LEAD, "“Out!” they sang."]) == [
        "“Out!” they sang.",
        LEAD,
        "“Out!” they sang.",
    ]


def test_a_headline_below_its_kicker_is_the_headline_again() -> None:
    lines = ["Floods Pumps fail as Sulmar river rises", LEAD, LAST]
    assert read_story_lines(lines, FACTS, links=frozenset()).story == [LEAD, LAST]


def test_a_buttons_words_go_and_the_sentence_stays() -> None:
    assert without_buttons("The wall will hold. Click To Tweet") == "The wall will hold."
    assert without_buttons("Der Hafen (öffnet im neuen Fenster) war zu.") == "Der Hafen war zu."
    assert without_buttons("The shop opens in new hands.") == "The shop opens in new hands."


def test_fifty_thousand_pictures_in_one_box_are_looked_at_once() -> None:
    tree = document_fromstring(f"<html><body><div>{'<img>' * 50_000}</div><p>{LEAD}</p></body></html>")
    assert story_tree(tree).text_content().strip() == LEAD


THIRD = (
    "The wall is 40 years old and was to be raised by a metre this year, but the money went to the new ferry landing."
)
OLD_PAGE = """<html><head><title>Pumps fail as Sulmar river rises</title></head><body bgcolor="#ffffff"><table width="900" cellpadding="6">
<tr><td colspan="3"><a href="/">Delta Courier</a><br><font size="1">On the river since the first flood</font></td></tr>
<tr><td colspan="3"><a href="/">Home</a> | <a href="/local">Local</a> | <a href="/river">River levels</a></td></tr>
<tr><td width="150"><b>Also today</b><ul><li><a href="/a">Ferry to run late</a></li><li><a href="/b">Tides</a></li></ul></td>
<td width="600"><h2>Pumps fail as Sulmar river rises</h2>{story}</td>
<td width="180"><div><b>Poll</b><br>Should the ferry run on Sundays?</div></td></tr>
<tr><td colspan="3"><font size="1">Copyright The Delta Courier. No part of this site may be reproduced without leave.</font></td></tr>
</table></body></html>"""


@pytest.mark.parametrize(
    "story",
    [
        f"<div>{LEAD}<br><br>{SECOND}<br><br>{THIRD}<br><br>{LAST}</div>",
        f"{LEAD}<br><br>{SECOND}<br><br>{THIRD}<br><br>{LAST}",
        f"<p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p><p>{LAST}</p>",
        f"<table><tr><td>{LEAD}<br><br>{SECOND}<br><br>{THIRD}<br><br>{LAST}</td></tr></table>",
    ],
)
def test_a_page_laid_out_by_tables_gives_its_story_alone(story: str) -> None:
    assert read(OLD_PAGE.format(story=story)).text.split("\n") == [LEAD, SECOND, THIRD, LAST]


def test_a_table_of_figures_within_a_story_stays_a_table() -> None:
    table = "<table><tr><th>Ward</th><th>Houses</th></tr><tr><td>Veld</td><td>210</td></tr><tr><td>Noor</td><td>90</td></tr></table>"
    assert "Veld | 210" in body(table)


def test_terms_of_reproduction_are_no_part_of_a_story() -> None:
    assert is_promotion("No part of these pages may be reproduced in any form without leave of the publisher.")
    assert not is_promotion("No part of the wall may be repaired before June, the mayor said.")
