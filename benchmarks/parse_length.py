"""Measure how the time of one document grows with its length: real-looking stories and hostile texts.

    python benchmarks/parse_length.py [NAME ...] [--sizes 125 250 500 1000] [--json OUT]

Sizes are in thousands of characters. A ratio near 2 for each doubling is linear.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from dateline.parse.parser import Parser
from dateline.records import Document
from stories import shipped_stories


def texts() -> dict[str, str]:
    """Return a piece of each kind of text; it is repeated up to the size wanted."""
    story = "\n\n".join(document["text"] for document in shipped_stories()[:60]) + "\n\n"
    english = "The army said that it was in the town and that they were with the police. "
    return {
        "stories": story,
        "capitals": story.upper(),
        "small letters": story.lower(),
        "one line": story.replace("\n", " "),
        "no spaces": story.replace(" ", "").replace("\n", ""),
        "one letter": english + "a" * 4_000,
        "killed": "killed ",
        "said": "The army killed the rebels, police said, and ",
        "names": "John Smith Abu Bakr al-Mosul of the Aleppo Army ",
        "places": "Aleppo, Syria, Idlib and Paris ",
        "numbers": "killed 12 34 56 and 78 people, 9 or 10 ",
        "digits": english + "1234567890" * 200,
        "brackets": english + "([{" * 500,
        "quotes": english + "\"“'" * 500,
        "commas": english + "," * 2_000,
        "stops": english + ". " * 1_000,
        "lines": english + "\n" * 1_000,
        "semicolons": "Troops killed ten; police said; ",
        "dates": "on Monday, 3 March 2020, last week, ",
        "marks": english + "é\u0301\u0302\u0303" * 500,
        "right to left": english + "قتل الجيش عشرة " * 20,
        "emoji": english + "😀👩‍👩‍👧‍👦 killed " * 50,
        "nul": english + "\x00\x01killed\x7f" * 50,
        "surrogates": english + "killed \ud800\udfff" * 50,
        "table": "Aleppo\t12 killed\t3 wounded\t2020-01-01 | ",
    }


def main() -> int:
    argued = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    argued.add_argument("names", nargs="*", help="only these texts")
    argued.add_argument("--sizes", nargs="+", type=int, default=[125, 250, 500, 1000], help="thousands of characters")
    argued.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    arguments = argued.parse_args()
    parser = Parser.load()
    parser.parse(Document("warm", texts()["stories"]))
    figures: dict[str, list[float]] = {}
    for name, piece in texts().items():
        if arguments.names and name not in arguments.names:
            continue
        figures[name] = [seconds(parser, piece, 1_000 * size) for size in arguments.sizes]
        told = "  ".join(f"{second:8.2f}" for second in figures[name])
        grown = "  ".join(
            f"{after / before:5.2f}" for before, after in zip(figures[name], figures[name][1:], strict=False)
        )
        print(f"{name:16}{told}    x {grown}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps({"sizes": arguments.sizes, "seconds": figures}) + "\n", encoding="utf-8")
    return 0


def seconds(parser: Parser, piece: str, size: int) -> float:
    """Return the processor time that a text of `size` characters takes."""
    text = (piece * (size // len(piece) + 1))[:size]
    started = time.process_time()
    parser.parse(Document("long", text, language="en"))
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
