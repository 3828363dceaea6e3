"""Small words of other languages in names: where they stand, and what the language model makes of them."""

from __future__ import annotations

import pytest

from dateline.parse.grammar.language_model import LanguageModel
from dateline.parse.grammar.particles import find_particles


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.load()


@pytest.mark.parametrize(
    ("text", "particles"),
    [
        ("Police in Vila do Conde held nine men.", ["do"]),
        ("A strike in Duque de Caxias and in Campo dos Goytacazes.", ["dos"]),
        ("The river rose at Waidhofen an der Ybbs.", ["an der"]),
        ("Shops shut in Garmisch im Tal and in Brugg bei Biberist.", ["im", "bei"]),
        ("Farmers marched to Reggio nell'Emilia and Castione della Presolana.", ["della"]),
        ("Why do Kenyans march? So do Germany and France.", []),
        ("They do Friday prayers at 5 am Monday to Thursday.", []),
        ("Neither Iran nor Iraq do. Do Ghanaians vote?", []),
        ("I am Maria. He said that the two sides do Gaza no good.", []),
        ("Rio do\nSul", []),
    ],
)
def test_a_particle_stands_between_two_capitals_and_is_no_english_verb(text: str, particles: list[str]) -> None:
    assert [text[start:end] for start, end in find_particles(text)] == particles


@pytest.mark.parametrize(
    "name",
    ["Foz do Jordão", "Ribeirão dos Índios", "Neuenstadt am Kocher", "Seekirchen im Moos", "Ratsch an der Raab",
     "Šentvid pri Zavodnju", "Ústí na Moravě", "Vale do Sol", "Peza e Vogël", "Santa Maria dei Servi"],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["The ministers will meet in {} on Friday.", "Police in {} arrested nine men."])
def test_a_name_with_a_particle_is_one_phrase_and_its_letters_stay(model: LanguageModel, name: str, frame: str) -> None:
    (tree,) = model.pipe([frame.format(name)])
    words = [word for word in tree if frame.index("{") <= word.idx < frame.index("{") + len(name)]
    own = {word.i for word in words}
    assert tree.text == frame.format(name)
    assert " ".join(word.text for word in words) == name
    assert len([word for word in words if word.head.i not in own]) == 1
    assert not any(word.tag_.startswith(("VB", "MD")) for word in words)


def test_a_question_keeps_its_verb(model: LanguageModel) -> None:
    (tree,) = model.pipe(["Why do Kenyans and Ugandans do Christmas so differently?"])
    assert all(word.tag_.startswith("VB") for word in tree if word.text == "do")
