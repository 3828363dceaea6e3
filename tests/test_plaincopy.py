from __future__ import annotations

import pytest

from dateline.parse.text.plaincopy import readable

BLANKED = [
    ("the murder last week [7 March] By masked men", f"the murder last week {' ' * 9} by masked men"),
    ("members of the Front [FRL] Attacked a post", f"members of the Front {' ' * 5} attacked a post"),
    ('"We want [him] to go"', '"We want [him] to go"'),
    ("It ended. [Applause] The men left", "It ended. [Applause] The men left"),
    ("later they Burned a bus", "later they burned a bus"),
    ("the United Nations", "the United Nations"),
    ("said the Armed Forces of Chad", "said the Armed Forces of Chad"),
]


@pytest.mark.parametrize(("copy", "plain"), BLANKED)
def test_what_an_editor_put_in_is_blanked(copy: str, plain: str) -> None:
    assert readable(copy) == plain
    assert len(readable(copy)) == len(copy)
