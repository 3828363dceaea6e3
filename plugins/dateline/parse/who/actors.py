"""Who takes part: noun phrases resolved to actors with country, PLOVER sector, code and status.

Named groups and organs come from `data/actors.csv`, generic actors from `data/actor_nouns.csv`, states from `vocab`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dateline.parse.grammar.nouns import Noun, is_class, is_facility, is_the_us, noun_of
from dateline.parse.grammar.phrases import phrase
from dateline.parse.grammar.syntax import Token, antecedent
from dateline.parse.text.wordlists import listed
from dateline.parse.where.placewords import first_names
from dateline.parse.who.bodies import body_of
from dateline.parse.who.countries import country_in, name_of_country, nationality
from dateline.parse.who.groups import GroupSpan, find_groups
from dateline.parse.who.leaders import country_of_office, find_leader
from dateline.parse.who.membership import HOLDINGS, MEMBER_NOUNS, is_qualifier, own_group
from dateline.parse.who.naming import BODY_NAME, EPITHET, SENT, TITLES, counted, described, own_names, person_start
from dateline.records import ActorKind, ActorStatus
from dateline.vocab import country_of_demonym, country_of_metonym, country_of_name, fold

_PRONOUNS = listed(
    "he, she, it, they, them, him, her, we, us, i, this, that, these, those, which, who, whom, one, ones, others, "
    "another, themselves, itself, both, some, many, all, none, each, what"
)
_TAKE_OF = listed("accuse, suspect, convict, acquit, warn, inform, rob, deprive, strip, assure, remind, clear, absolve")
_FORMER = listed("former, ex, ousted, deposed, late, ex-president, ex-minister, ex-premier, exiled, toppled, erstwhile")
_OFFICES = listed(
    "president, minister, premier, chancellor, king, queen, prince, emir, sultan, senator, governor, mayor, general, "
    "colonel, captain, major, lieutenant, commander, admiral, judge, justice, bishop, archbishop, cardinal, pope, "
    "imam, ayatollah, sheikh, mullah, rabbi, pastor, professor, ambassador, spokesman, spokeswoman, secretary, "
    "commissioner, inspector, sheriff, prosecutor, congressman, deputy, councillor, businessman, journalist, sergeant"
)
_POLICE_RANKS = listed("sp, ssp, dsp, asp, dcp, acp, dgp, igp, dig, sho")
_CUT_OFF = re.compile(r"(?:['’]s\s|[^\w\"“'‘’(&@#-])+")
"""What a name never begins with: the tail of the word before it ("'s"), a stop."""
_DATE_AHEAD = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+(?=[a-z])"
)
"""The month of "on 9 August armed men held up a lorry", which the parse hangs on the men."""
_CIVIC_NAMES = frozenset(("MED", "EDU", "LAB", "JRN", "AGR", "SOC"))
_CIVIC_WORDS = listed("lawyers, mothers, women, volunteers, citizens, families, neighbours, neighbors, widows")
_BODY_WORDS = listed(
    "group, party, faction, militia, movement, gang, cartel, organization, organisation, network, front, union, "
    "company, agency, coalition, alliance, association, charity"
)
_RESOLVABLE = listed("he, she, it, they, we, i, them, him, her, us")


@dataclass(frozen=True, slots=True)
class ActorMention:
    """One wording of an actor in a sentence, offsets into the sentence; what could be resolved of it."""

    start: int
    end: int
    name: str
    entity: str | None
    kind: ActorKind
    country: str | None
    sector: str | None
    status: ActorStatus
    head: str
    is_pronoun: bool = False

    @property
    def is_known(self) -> bool:
        """True when the words name somebody or something that can take part: not an abstract noun."""
        return bool(self.sector or self.country or self.entity or self.status == "named" or self.kind == "facility")

    @property
    def code(self) -> str:
        """Country (or supranational slot) and sector: "SYRREB", "UAF", "UNO"."""
        return code_of(self.country, self.sector)


def code_of(country: str | None, sector: str | None) -> str:
    """Return an actor code; "UNK" when nothing is known."""
    return f"{country or ''}{sector or ''}" or "UNK"


def resolve_actor(head: Token) -> ActorMention:
    """Return the actor that the noun phrase of `head` names. Offsets are into the parsed sentence's text."""
    if head.pos_ == "PRON" and head.lower_ in _RESOLVABLE:
        head = antecedent(head)
    elif is_class(head, "weapon") and noun_of(head) is None:
        head = _owner(head)
    head = counted(head)
    first, last = phrase(head)
    last = min(last, _before_charge(head, last))
    document = head.doc
    start, end = document[first].idx, document[last].idx + len(document[last])
    for ahead in (_CUT_OFF, _DATE_AHEAD, EPITHET):
        found = ahead.match(document.text[start:end])
        start += found.end() if found and start + found.end() <= head.idx else 0
    text = document.text[start:end]
    noun = noun_of(head)
    base = ActorMention(
        start, end, text, None, "person", None, noun.sector if noun else None, "generic", head.lemma_.lower()
    )
    is_pronoun = head.lower_ in _PRONOUNS and not is_the_us(head)
    if is_pronoun or head.pos_ == "PRON" or (head.pos_ == "NUM" and first == last):
        return replace(
            base,
            name=document.text[head.idx : head.idx + len(head)],
            start=head.idx,
            end=head.idx + len(head),
            status="unknown",
            is_pronoun=True,
        )
    span = own_group(head, start, end)
    if span is not None:
        return _group_mention(_widened(base, span, document.text), span, head)
    names = own_names(head) if noun is not None and head.tag_ in ("NN", "NNP") else []
    if len(names) == 1:
        named = resolve_actor(names[0])
        country = named.country or country_in(document[first : last + 1])
        return replace(named, country=country, sector=named.sector or (noun.sector if noun else None))
    body = _body_beside(head) if noun is not None and head.tag_ == "NN" else None
    if body is not None:
        return resolve_actor(body)
    country = country_in(document[first : last + 1]) or _owner_country(head) or _seat_country(head, noun)
    if noun is not None and not _is_train(head, noun):
        return _generic_mention(base, noun.kind, noun.sector, country, head)
    if _is_train(head, noun) or (is_facility(head) and not _is_body(head)):
        status: ActorStatus = "generic" if head.pos_ == "NOUN" else "named"
        return replace(base, kind="facility", country=country, sector=None, status=status)
    if _is_accused(head) and head.pos_ == "PROPN" and end > head.idx + len(head):
        base = replace(base, end=head.idx + len(head), name=document.text[start : head.idx + len(head)])
        text = base.name
    if country is not None and (country_of_name(text) or country_of_demonym(text) or country_of_metonym(text)):
        is_people = country_of_demonym(text) and head.tag_ in ("NNS", "NNPS") and not country_of_name(text)
        is_person = country_of_demonym(text) and not country_of_name(text) and _is_somebody(head)
        return replace(
            base,
            entity=name_of_country(country),
            kind="people" if is_people else "person" if is_person else "organisation",
            country=country,
            sector="CVL" if is_people or is_person else "GOV",
            status="named",
        )
    if head.pos_ == "PROPN":
        return _named_mention(base, country, head)
    return replace(base, country=country, kind="people" if head.tag_ == "NNS" else "person")


def _is_somebody(head: Token) -> bool:
    """ "A Palestinian", "the 48-year-old Australian": one person of that nationality, and no state."""
    if head.tag_ not in ("NN", "NNP", "JJ") or head.dep_ in ("amod", "compound", "nmod", "poss"):
        return False
    words = {child.lower_ for child in head.children}
    return bool(words & {"a", "an", "another"}) or ("the" in words and bool(words & {"old", "young", "elderly"}))


def _is_body(head: Token) -> bool:
    """ "The Central Bank of Nigeria", "the Delta Press Network" act; a bank and a network are things."""
    return bool(head.lower_ in ("bank", "network") and head.text[0].isupper())


def _is_train(head: Token, noun: Noun | None) -> bool:
    """ "A convoy of grain lorries", "an aid convoy": vehicles, no force; "the convoy" alone and an army's are one."""
    if head.lemma_.lower() != "convoy" or noun is None or noun.noun_class != "military":
        return False
    before = {child.lower_ for child in head.lefts if child.dep_ in ("compound", "amod", "nmod")}
    behind = [inner for child in head.rights if child.lower_ == "of" for inner in child.children]
    return bool(before & _LOADS) or any(inner.dep_ == "pobj" and not is_class(inner, "force") for inner in behind)


_LOADS = listed(
    "aid, relief, humanitarian, food, market, wedding, funeral, truck, lorry, bus, tanker, commercial, civilian, "
    "medical, grain, wheat, trade, merchant, refugee, campaign"
)


def _body_beside(head: Token) -> Token | None:
    """ "A smaller group, the Salt Coast Front, agreed": the body that a generic word announces."""
    if head.lemma_.lower() not in _BODY_WORDS:
        return None
    for child in head.rights:
        if child.dep_ == "appos" and child.pos_ == "PROPN" and child.left_edge.i > head.i + 1:
            name = _bare(child).name
            if find_groups(name) or body_of(name) is not None:
                return child
    return None


def _is_accused(head: Token) -> bool:
    """ "Accused Israel of bombing": what follows is the charge, no part of the name."""
    verb = head.head
    return head.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in _TAKE_OF


def _before_charge(head: Token, last: int) -> int:
    """ "Convicted two men of murder": the last token before a charge that is read as part of the accused."""
    if not _is_accused(head):
        return last
    for child in head.rights:
        charges = [inner for inner in child.children if inner.dep_ == "pobj"] if child.lower_ == "of" else []
        if any(inner.tag_ == "NN" and inner.left_edge == inner and noun_of(inner) is None for inner in charges):
            return int(head.i)
    return last


def _owner(weapon: Token) -> Token:
    """ "Its drones", "Israel's missiles": who owns the weapon acts with it."""
    for child in weapon.children:
        if child.dep_ == "poss":
            return antecedent(child) if child.pos_ == "PRON" else child
    return weapon


_SEATED = frozenset(("GOV", "JUD", "LEG", "MIL", "COP", "SPY", "PTY", "OPP", "MED", "EDU", "LAB", "AGR"))


def _seat_country(head: Token, noun: Noun | None) -> str | None:
    """ "The Foreign Ministry in Beijing", "nurses in Kenya": the country of the seat, of work, or of the capital."""
    if noun is None or noun.sector not in _SEATED:
        return None
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("in", "from") and child.i <= head.i + 4:
            return next((country_in(inner.subtree) for inner in child.children if inner.dep_ == "pobj"), None)
    return None


def _owner_country(head: Token) -> str | None:
    """ "Moscow said its forces": the country behind a possessive pronoun, None when it cannot be told."""
    for child in head.children:
        if child.dep_ == "poss" and child.pos_ == "PRON":
            owner = antecedent(child)
            if owner != child:
                first, last = phrase(owner)
                return country_in(head.doc[first : last + 1])
        elif child.dep_ == "poss" and child.pos_ == "PROPN":  # "Narendra Modi's government"
            leader = find_leader(_without_titles(_bare(child), child).name)
            return leader.country if leader is not None else None
    return None


def _bare(head: Token) -> ActorMention:
    first, last = phrase(head, with_complement=False)
    start, end = head.doc[first].idx, head.doc[last].idx + len(head.doc[last])
    name = head.doc.text[start:end]
    return ActorMention(start, end, name, None, "person", None, None, "named", head.lemma_.lower())


def _widened(base: ActorMention, span: GroupSpan, text: str) -> ActorMention:
    """Return the mention with the whole of the group's name: "Democratic Forces for the Liberation of Rwanda"."""
    start, end = min(base.start, span.start), max(base.end, span.end)
    if start and text[start - 1] == "(":
        start = next(
            (one.start for one in find_groups(text) if one.end + 2 == start and one.group == span.group), start
        )
    return replace(base, start=start, end=end, name=text[start:end])


def _group_mention(base: ActorMention, span: GroupSpan, head: Token) -> ActorMention:
    """ "The Houthis" are the group; "Houthi rebels", "a UN spokesman" and "Hamas leaders" are people of it."""
    group, noun = span.group, noun_of(head)
    inside = span.start <= head.idx < span.end
    foreign = _other_country(head, span) if group.kind in ("organ", "party", "authority") else None
    is_own_word = inside and group.kind == "body"  # the European Union is no trade union
    sector = group.sector or (noun.sector if noun and not is_own_word else None)
    if foreign is not None:  # "the Guatemalan Congress" is not the one of the list
        return replace(base, country=foreign, sector=sector, status="named", kind="organisation")
    if not inside and head.lemma_.lower() in HOLDINGS and not (head.lower_ == "office" and head.dep_ == "nsubj"):
        return replace(
            base, entity=group.entity, country=group.country, sector=group.sector, status="named", kind="facility"
        )
    if inside and _is_accused(head):
        base = replace(base, end=span.end, name=head.doc.text[base.start : span.end])
    people = not inside and ((noun is not None and noun.kind != "organisation") or head.lemma_.lower() in MEMBER_NOUNS)
    if not inside and noun is None and not people and head.pos_ == "NOUN" and not is_facility(head):
        base = replace(base, start=span.start, end=span.end, name=head.doc.text[span.start : span.end])
    kind: ActorKind = "organisation" if not people else "people" if head.tag_ in ("NNS", "NNPS") else "person"
    held = replace(base, entity=group.entity, country=group.country, sector=sector, status="named", kind=kind)
    return held if people else _without_description(held)


def _other_country(head: Token, span: GroupSpan) -> str | None:
    """Return the country that the phrase names before the group's name, when it is not the group's own."""
    before = [token for token in head.subtree if token.idx < span.start and token.i >= head.left_edge.i]
    found = country_in(before[-3:])
    return found if found != span.group.country else None


def _without_description(base: ActorMention) -> ActorMention:
    """ "The guerrilla movement Nueva Aurora" is named "Nueva Aurora"."""
    first, last = described(base.name)
    return replace(base, start=base.start + first, end=base.start + last, name=base.name[first:last])


def body_before(head: Token) -> ActorMention | None:
    """Return the organisation named in front of its people: the army in "Kenyan army troops"; None where none is."""
    document, first = head.doc, phrase(head)[0]
    if first >= head.i:
        return None
    start, end = document[first].idx, document[head.i - 1].idx + len(document[head.i - 1])
    text = document.text[start:end]
    last = document[head.i - 1]
    noun = noun_of(last)
    base = ActorMention(start, end, text, None, "organisation", None, noun.sector if noun else None, "generic", "")
    base = replace(base, head=last.lemma_.lower(), country=country_in(document[first : head.i]))
    inside = (span for span in find_groups(document.text) if start <= span.start and span.end <= end)
    span = next((span for span in inside if not is_qualifier(document.text, span)), None)
    if span is not None:
        group, name = span.group, document.text[span.start : span.end]
        named = replace(base, start=span.start, end=span.end, name=name, status="named")
        return replace(named, entity=group.entity, country=group.country, sector=group.sector or base.sector)
    if noun is not None and noun.kind == "organisation":
        return base
    if BODY_NAME.search(last.text) and document[first].text[:1].isupper() and not is_facility(last):
        return replace(_without_description(base), status="named")
    return None


def _generic_mention(base: ActorMention, kind: str, sector: str, country: str | None, head: Token) -> ActorMention:
    named = (
        any(token.pos_ == "PROPN" and not nationality(token) for token in head.doc[head.left_edge.i : head.i + 1])
        and head.pos_ == "PROPN"
    )
    body = body_of(base.name) if named else None
    if body is not None and body.sector in ("REB", "CRM", "PRM"):  # the Hill Liberation Army is no state's
        sector = body.sector
    text = base.name.lower()
    if any(word in text.split() for word in ("suspected", "alleged")) and sector in ("UAF", "REB", "CRM"):
        sector = "REB" if sector == "UAF" and "rebel" in text else sector
    settled: ActorKind = (
        "organisation"
        if kind == "organisation" or head.lower_ == "gang"
        else "people"
        if head.tag_ in ("NNS", "NNPS")
        else "person"
    )
    if named and head.tag_ == "NNPS" and _is_civic_name(base.name, head, sector):
        return replace(
            base, sector="SOC" if sector == "CVL" else sector, country=country, kind="organisation", status="named"
        )
    actor = replace(base, sector=sector, country=country, kind=settled, status="named" if named else "generic")
    return _retired(actor, head) if settled != "organisation" else actor


def _is_civic_name(name: str, head: Token, sector: str) -> bool:
    """ "Free Doctors", "Mothers of the Coast": people who make up a body call it so, in capitals."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", name) if word[0].isupper()]
    own = [word for word in words if not country_of_demonym(word)]
    return len(own) > 1 and head.text[0].isupper() and (sector in _CIVIC_NAMES or head.lower_ in _CIVIC_WORDS)


def _named_mention(base: ActorMention, country: str | None, head: Token) -> ActorMention:
    sector, is_body = None, False
    for token in head.lefts:
        noun = noun_of(token) if token.text[:1].islower() or token.lower_ in _OFFICES else None
        if noun is not None:
            sector = noun.sector
        elif token.lower_ in _POLICE_RANKS:
            sector = "COP"
    for token in head.children:
        noun = noun_of(token) if token.dep_ == "appos" else None
        if noun is not None:
            sector = sector or noun.sector
            country = country or country_in(_without_post(token))
            is_body = is_body or token.lemma_.lower() in _BODY_WORDS
    is_body = is_body and fold(base.name.split()[0]) not in first_names()
    document = head.doc
    first = next(at for at in range(head.i + 1) if document[at].idx >= base.start)
    person = person_start(head, first) if BODY_NAME.search(base.name) else None
    if person is not None:
        start = document[person].idx
        base = replace(base, start=start, end=head.idx + len(head), name=document.text[start : head.idx + len(head)])
        return _person(base, country, sector, head)
    body = body_of(base.name)
    if is_body or (base.name.isupper() and len(base.name) <= 6) or body is not None or BODY_NAME.search(base.name):
        sector = sector or (body.sector if body else None)
        base = _without_description(base)
        return replace(base, kind="organisation", country=country, sector=sector, status="named")
    return _person(_without_titles(base, head), country, sector, head)


def _without_post(office: Token) -> list[Token]:
    """ "The former envoy to Kyiv" is not Ukraine's: the words of an office without where it was sent."""
    sent = office.lemma_.lower() in SENT
    posts = [child for child in office.rights if child.dep_ == "prep" and child.lower_ in ("to", "for") and sent]
    last = min((child.i for child in posts), default=office.right_edge.i + 1)
    return [token for token in office.subtree if token.i < last]


def _person(base: ActorMention, country: str | None, sector: str | None, head: Token) -> ActorMention:
    """Return a named person; one of the leaders' list by name, or by surname behind a title ("President Bush")."""
    stop = head.idx + len(head)
    if base.start < stop < base.end and head.doc.text[stop : stop + 4] == " of ":  # "Emmanuel Macron of France"
        base = replace(base, end=stop, name=head.doc.text[base.start : stop])
    base = replace(base, kind="person", country=country, sector=sector, status="named")
    leader = find_leader(base.name)
    if leader is not None and country in (None, leader.country):
        return _retired(replace(base, entity=leader.name, country=leader.country, sector=leader.sector), head)
    if country is None and sector == "GOV" and len(base.name.split()) == 1:
        base = replace(base, country=country_of_office(base.name))
    return _retired(base, head)


def _retired(actor: ActorMention, head: Token) -> ActorMention:
    """ "Former president", "ex-minister", "the ousted premier": out of office, a former elite."""
    if actor.sector not in ("GOV", "LEG", "JUD"):
        return actor
    before = (token.lower_.rstrip("-") for token in head.doc[max(0, head.left_edge.i) : head.i])
    return replace(actor, sector="ELI") if any(word in _FORMER for word in before) else actor


def _without_titles(base: ActorMention, head: Token) -> ActorMention:
    """ "Foreign Minister Ana Lopez" is named "Ana Lopez": the office goes into the sector, not into the name."""
    first, document = head.i, head.doc
    while first > 0 and document[first - 1].pos_ == "PROPN" and document[first - 1].idx >= base.start:
        before = document[first - 1]
        if noun_of(before) or before.lower_.rstrip(".") in TITLES or nationality(before) or before.dep_ == "poss":
            break
        first -= 1
    while first > 1 and document[first - 1].text == "-" and document[first - 2].idx >= base.start:
        first -= 2  # "Bat-Erdene Ganbold"
    while first < head.i and document[first].is_punct:  # "Col. Ana Ruiz"
        first += 1
    start = document[first].idx
    return replace(base, start=start, name=document.text[start : base.end])
