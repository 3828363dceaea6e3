"""Page bytes -> text: which characters the bytes mean, whatever their label says.

Labels lie: a server's default, an editor's template. Bytes that are valid UTF-8 are UTF-8, whatever is said about
them; only where they are not do the page's own label, the server's label and a guess get a turn, in this order.
"""

from __future__ import annotations

import codecs
import re

_LABELS_BEFORE = 4096
"""A page names its charset within its first bytes. Source: WHATWG HTML, "prescan a byte stream"."""

_META_LABEL = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "big5": "big5hkscs",
    "windows-874": "cp874",
}  # fmt: skip
"""Source: WHATWG Encoding, "names and labels": what a label means on the web is wider than what it says."""


_OTHER_SCRIPTS = (
    "cp1251", "koi8_r", "koi8_u", "cp1256", "cp1255", "cp1253", "cp874", "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_LANG = re.compile(rb"""<html[^>]{0,200}?\slang\s*=\s*["']?([a-z]{2})""", re.I)
_WESTERN = (
    dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), "cp1250")
    | {"tr": "cp1254", "az": "cp1254"}
    | dict.fromkeys(("lt", "lv", "et"), "cp1257")
)


def decode_page(body: bytes, content_type: str | None = None) -> str:
    """Return the text of a page's bytes without characters that no markup may hold. Never raises.

    >>> decode_page("Zürich".encode("utf-8"), "text/html; charset=iso-8859-1")
    'Zürich'
    >>> decode_page(b'<meta charset="windows-1251">' + "Одесса".encode("cp1251"))[-6:]
    'Одесса'
    """
    return recode_page(body, content_type).decode("utf-8")


def recode_page(body: bytes | str, content_type: str | None = None) -> bytes:
    """Return a page as clean UTF-8: without NUL, control characters and lone surrogates. Never raises."""
    if isinstance(body, str):
        return body.encode("utf-8", "ignore").translate(None, _CONTROLS)
    return _decoded(body, content_type).encode("utf-8", "ignore").translate(None, _CONTROLS)


def _decoded(body: bytes, content_type: str | None) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    labels = _labels(body, content_type)
    if b"\x1b$" in body and "iso-2022-jp" in labels:
        return body.decode("iso-2022-jp", "replace")
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(body):
        return body.decode("utf-8", "replace")
    for label in labels:
        text = _strict(body, label)
        if text is not None:
            return text
    return _guessed(body, labels)


def _labels(body: bytes, content_type: str | None) -> list[str]:
    """Return the labels of the page and of the server, as Python names its codecs; unknown ones are left out."""
    found = [match.decode("ascii", "replace") for match in _META_LABEL.findall(body[:_LABELS_BEFORE])]
    found += _HEADER_LABEL.findall(content_type or "")
    names = []
    for label in found:
        name = _AS_BROWSERS_READ.get(label.lower(), label.lower())
        try:
            is_text = codecs.lookup(name)._is_text_encoding
        except (LookupError, ValueError):
            continue
        if is_text and not name.startswith(("utf", "unicode", "raw", "idna", "punycode", "mbcs", "oem")):
            names.append(name)
    return names


def _wide(body: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark are in, told by where their zeros stand."""
    head = body[:2000]
    if len(head) < 8 or head.count(0) < len(head) * 0.3:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _is_damaged_utf8(body: bytes) -> bool:
    """Tell UTF-8 with a few broken places (cut short, one pasted byte) from another charset."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for _ in re.finditer("[\u0080-\ufffc]", text))
    return whole > 10 * broken


def _strict(body: bytes, name: str) -> str | None:
    """Decode bytes as `name`; up to one unreadable place in 2,000 is forgiven."""
    try:
        text = body.decode(name, "replace")
    except (LookupError, ValueError, AssertionError):
        return None
    return text if text.count("\ufffd") <= max(2, len(text) // 2000) else None


def _guessed(body: bytes, labels: list[str]) -> str:
    """Guess the charset of bytes whose labels are wrong: few high bytes are Western letters, many another script."""
    from charset_normalizer import from_bytes

    n_letters = sum(map(str.isalpha, body[:20_000].decode("latin-1")))
    n_high = sum(byte > 0x7F for byte in body[:20_000])
    best = None
    if n_high > 0.15 * max(1, n_letters):
        best = from_bytes(body[:20_000], cp_isolation=list(_OTHER_SCRIPTS)).best()
    language = _LANG.search(body[:_LABELS_BEFORE])
    western = _WESTERN.get(language[1].decode("ascii").lower(), "cp1252") if language else "cp1252"
    for name in ([best.encoding] if best else []) + [western, "cp1252"]:
        text = _strict(body, name)
        if text is not None:
            return text
    return body.decode(labels[0] if labels else "utf-8", "replace")
