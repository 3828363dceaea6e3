"""Lines that push, point elsewhere or belong to the page's machinery: never part of what a story tells."""

from __future__ import annotations

import re

MAX_CHARS = 300
"""A line that is longer tells something, whatever it begins with."""

_MAX_LEGAL_CHARS = 900

_PROMO = re.compile(
    r"""^\W*(?:
        (?:read|see|watch|listen|learn|find\s+out)\s+(?:more|also|next|now|here|our|the\s+full)\b.{0,200}
      | (?:also|must|you\s+(?:may|might)\s+also)\s+(?:on|read|watch|see|like|be\s+interested)\b.{0,200}
      | (?:related|recommended|suggested|trending|popular|most\s+read|don.?t\s+miss|what\s+to\s+read\s+next|
         more\s+(?:on|from|stories|news|about))\b\s*
        (?:(?:stories|articles|news|topics|reading|content|coverage|posts|links|videos?|items?)\b)?\s*:?.{0,60}
      | (?:sign\s*up|subscribe|register)\s+(?:now|here|today|for|to|with|and)\b.{0,200}
      | (?:get|follow|join|download|like|find)\s+(?:us|our|the\s+latest|breaking|more\s+news|alerts|@)\b.{0,200}
      | get\s+.{3,120}\bdelivered\b.{0,160}
      | (?:get\s+access\s+to|stay\s+(?:informed|up\s+to\s+date|connected)\s+with)\s.{0,200}
      | for\s+(?:more|the\s+latest)\s.{0,160}
        \b(?:sign\s*up|subscribe|follow|visit|click|check|head\s+to|download)\b.{0,120}
      | (?:listen|watch|follow|visit|download|tune\s+in|check\s+out|sign\s*up|subscribe|click|tap)\s.{0,220}
        \b(?:here|below|app)
      | follow\s.{0,80}\bcoverage\b.{0,80}\b(?:at|on|here)\b.{0,80}
      | (?:do\s+you\s+have|have\s+you\s+got|got)\s+an?\s+(?:story|tip|question|photo|comment|correction)\b.{0,200}
      | get\s+in\s+touch\b.{0,200}
      | (?:like|enjoy(?:ed|ing)?|love)\s+(?:this|our|what).{0,40}\?.{0,160}
      | (?:get|receive|enter|sign).{0,120}\b(?:newsletters?|inbox|your\s+e-?mail)\b.{0,120}
      | (?:\w+\s+){0,4}newsletter
      | follow\s+\S+(?:\s\S+){0,4}\s+on\s+(?:twitter|facebook|instagram|x|telegram|google|whatsapp)\b.{0,120}
      | (?:e-?mail|write\s+to|contact|reach)\s+.{3,60}\s+(?:at|on)\s+\S+@\S+.{0,120}
      | (?:share|tweet|email|print|save|copy\s+link|comments?|advertisement|advertising|ad|sponsored|loading|
         order\s+reprints|click\s+to\s+tweet|
         print\s+article|share\s+this(?:\s+\w+){0,3}|(?:story|article)\s+continues(?:\s+below.*)?|continue\s+reading.*|
         skip\s+(?:past|to|ad).*|view\s+(?:comments|image|gallery).*|click\s+(?:here|for).*|scroll\s+.*|tap\s+here.*|
         back\s+to\s+top|end\s+of\s+\w+|close|menu|supported\s+by|listen\s+to\s+(?:this\s+)?(?:story|article).*|
         thank(?:s|\s+you)(?:\s+for\s+(?:signing|subscribing|registering|visiting).*)?|sorry|tell\s+us\s+what.*|
         you\s+are\s+using\s+an?\s+(?:\w+\s+)?browser.*|(?:please\s+)?enable\s+javascript.*|
         (?:you\s+must|please)\s.{0,60}\b(?:comment(?:ing)?|log\s?in|log\s?out|sign\s+in)\b.*|
         (?:there\s+was\s+|an\s+)error\b.{0,80}|this\s+(?:article|story)\s+has\s+been\s+sent\s+to.*|view\s+our\s+.*|
         our\s+standards\s*:.*)
      | .{5,200}\s\[(?-i:[A-Z]{4,12})\]
      | \[(?:/[\w-]+|[\w-]+\s[^\]]{0,40}=[^\]]{0,200})\].{0,60}  # a shortcode that was not run: [button link="..."]
      | (?:©|\(c\)|copyright\s+(?:©|\(c\)|@|(?:(?-i:[A-Z])[\w.]*\s){0,4}\d{4})).{0,200}
      | .{0,40}\ball\s+rights\s+reserved\b.{0,120}
      | this\s+(?:article|story|material|content|copy)\s+
        (?:may\s+not\s+be|is\s+protected|is\s+for\s+your|was\s+(?:originally|first)\s+published)\b.{0,250}
      | (?:published|updated|last\s+updated|posted|modified)\s*(?:on|at|:|-)?\s*(?:\w+,?\s+)?\W?\d.{0,60}
      | (?:image|photo|picture|video)\s+(?:caption|source|credit|copyright)\b.{0,200}
      | (?:\d+\s+)?min(?:ute)?s?\s+read
      | (?:https?://|www\.|twitter\.com/|facebook\.com/)\S+ | \S+@\S+\.\w{2,6}
    )\W*$""",
    re.I | re.X,
)
_ELSEWHERE = re.compile(
    r"""^\W*(?:
        (?:lesen|hören|sehen)\s+sie\s+(?:auch|dazu|mehr|hier)|auch\s+interessant|mehr\s+zum\s+thema|zum\s+artikel\s*:|
        (?:lire|voir|écouter|à\s+lire|à\s+voir)\s+(?:aussi|également)|sur\s+le\s+même\s+sujet|
        (?:lea|lee|ver|vea|leer|escuche)\s+(?:también|más\s*:)|te\s+puede\s+interesar|noticias?\s+relacionadas?|
        (?:leia|veja|ouça)\s+(?:também|mais\s*:)|saiba\s+mais|(?:leggi|vedi)\s+anche|potrebbe\s+interessarti|
        lees\s+(?:ook|meer)|bekijk\s+ook|(?:läs|se)\s+(?:också|mer\s*:|även)|(?:les|se)\s+(?:også|mer\s*:)|læs\s+også|lue\s+myös|
        (?:czytaj|zobacz|przeczytaj)\s+(?:także|też|również)|čtěte\s+také|přečtěte\s+si|citește\s+și|olvassa\s+el|
        (?:ayrıca|bunu\s+da)\s+(?:oku|bak)|ilgili\s+haber|baca\s+juga|xem\s+thêm|funda\s+olunye|
        (?:читайте|смотрите|дивіться)\s+(?:также|ещё|еще|також)|(?:по|на)\s+(?:теме|тему)\s*:|διαβάστε\s+(?:επίσης|ακόμη)|
        il\s+vous\s+reste\s+[\d.,]+\s?%|fehler\s+gefunden|(?:spotted|found|see)\s+an?\s+(?:typo|mistake|error)|
        (?:hat\s+ihnen|vous\s+avez\s+aimé|gefällt\s+ihnen|gostou\s+d|te\s+ha\s+gustado|ti\s+è\s+piaciuto)\b|
        اقرأ\s+(?:أيضا|أيضًا|المزيد)|بیشتر\s+بخوانید|यह\s+भी\s+पढ़ें|আরও\s+পড়ুন|関連記事|相关(?:新闻|阅读)|관련\s*기사
    )(?:\b|(?=[\s:«„“"])).{0,200}$""",
    re.I | re.X,
)
"""Other languages' "read also"."""

_PUSHES = re.compile(r"\bnewsletters?\b|\be-?paper\b|\bwhatsapp-?\s?(?:channel|kanal|canal|chaîne)", re.I)
_ASKS = re.compile(
    r"""\b(?:sign\s*up|subscribe|subscription|anmeld\w*|abonnier\w*|kostenlos\w*|registrier\w*|inscri\w+|abonn\w+|suscr[ií]b\w*|
        iscriv\w+|assine|inscreva|prenumerera|tilmeld|meld\s+(?:deg|dig|je|u)|zapisz|подпис\w+|підпис\w+|abone|join)\b""",
    re.I | re.X,
)
_LEGAL = re.compile(
    r"this\s+(?:article|story|material|content|copy)\s+(?:may\s+not\s+be|is\s+for\s+your\s+personal)|"
    r"\b(?:may\s+not\s+be|without\s+(?:the\s+)?(?:prior\s+)?(?:written\s+)?permission)\b.{0,80}\b(?:reproduced|redistributed|rewritten|published|copied)|"
    r"\bno\s+part\s+of\s+.{2,60}\bmay\s+be\s+(?:reproduced|redistributed|copied|republished|used)\b|"
    r"distribution\s+and\s+use\s+of\s+this\s+material",
    re.I,
)
_BUTTON = re.compile(
    r"""\bclick\s+to\s+tweet\s*$
      | [\[(]?\b(?:
          opens?\s+in\s+(?:a\s+)?new\s+(?:tab|window)
        | (?:link\s+)?öffnet\s+(?:sich\s+)?(?:im|in\s+einem)\s+neuen\s+(?:fenster|tab)
        | s['’]ouvre\s+dans\s+une?\s+nouvel(?:le)?\s+(?:fenêtre|onglet)
        | se\s+abre\s+en\s+(?:una\s+)?(?:nueva\s+)?(?:ventana|pestaña)(?:\s+nueva)?
        )\b[\])]?""",
    re.I | re.X,
)
_BUTTON_HINTS = ("click to", "in new", "in a new", "neuen ", "nouvel", "se abre")
_CONSENT_HINTS = ("cookie", "privacy", "consent", "partner", "privée", "privatsphäre", "privacidad")
_LEGAL_HINTS = ("may not be", "no part of", "permission", "distribution and use", "for your personal")

CONSENT = re.compile(
    r"before you continue|we (?:value|care about|respect) your privacy|your privacy (?:choices|matters)|"
    r"consent to (?:the use|our|us)|cookies? (?:policy|settings|preferences|consent|to)|"
    r"accept (?:all|cookies|and continue)|manage (?:my |your )?(?:choices|preferences|settings|cookies|options)|"
    r"we and our (?:\d+ )?(?:third.party )?partners|legitimate interest|reject all|personali[sz]ed ads|"
    r"nous respectons votre vie privée|wir (?:schätzen|respektieren) ihre privatsphäre|valoramos su privacidad",
    re.I,
)
"""What pages say when they ask for cookies."""


def is_promotion(line: str) -> bool:
    """Tell whether a line of the page pushes, points to another page, or states the page's terms.

    >>> is_promotion("Sign up for our newsletter"), is_promotion("Leia também: o cais"), is_promotion("He left.")
    (True, True, False)
    """
    if len(line) <= MAX_CHARS and (_PROMO.match(line) or _ELSEWHERE.match(line)):
        return True
    if len(line) <= 2 * MAX_CHARS and _PUSHES.search(line) and _ASKS.search(line):
        return True
    small = line.lower()
    if len(line) <= _MAX_LEGAL_CHARS and any(hint in small for hint in _LEGAL_HINTS) and _LEGAL.search(line):
        return True
    return any(hint in small for hint in _CONSENT_HINTS) and len({mark.lower() for mark in CONSENT.findall(line)}) >= 2


def without_buttons(line: str) -> str:
    """Return a line without the words of a button or of a link's note for screen readers.

    >>> without_buttons("The port (opens in new tab) was shut.")
    'The port was shut.'
    """
    small = line.lower()
    return " ".join(_BUTTON.sub(" ", line).split()) if any(hint in small for hint in _BUTTON_HINTS) else line
