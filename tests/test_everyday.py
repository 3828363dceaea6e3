"""Acts in the everyday business of courts, firms and markets, and beside each the event that looks like it."""

from __future__ import annotations

import pytest

from dateline.parse.parser import Parser
from dateline.parse.what.classifier import Rules
from dateline.records import Document


@pytest.fixture(scope="module")
def rules() -> Parser:
    """Return the parser without its classifier: what is tested here are the rules."""
    return Parser.load(judge=Rules())


def told(parser: Parser, text: str) -> list[str]:
    return [report.event_type for report in parser.parse(Document("x", text)).reports]


@pytest.mark.parametrize(
    "text",
    [
        # what adds up
        "The ministry's data covers rifles seized at the border with Libya.",
        "Seizure totals include both the port of Oran and the airport, the customs service said.",
        # what another verb keeps undone
        "The premier said that he would have objected to Norway opening an inquiry.",
        "The premier has always opposed launching a search for the fund.",
        # what is said, judged, aimed at or worked for
        "The delay led to accusations that the government had caved in to the landlords.",
        "The allegations against the minister are not credible, the premier said.",
        "It could matter if and when the senate holds a trial of the governor.",
        "The statue has long been a target for protest.",
        "The talks in Doha centre on achieving a ceasefire.",
        # talks, buyers and prices
        "The inquiry looks at the president's call with reporters.",
        "Analysts see a revival in demand supported by government action.",
        "Shares in Seoul have been rallying since the election.",
        # of oneself, of things, in mind
        "The army defended its record on human rights.",
        "The president supports the flow of grain with safeguards for farmers.",
        "The court agreed with Gambia that there was a case to be heard.",
        "A plea deal offered by the prosecutors would halve his sentence.",
        # nothing asked
        "Austria will invite architects to hand in their plans.",
        "The government will seek a new partnership with business.",
        "The envoy told the court that an opinion does not require the judges to look at the war.",
        "Let us see what the president said of the strike.",
        # at law
        "The minister faces nine charges, including conspiring to hack the state's computers.",
        "Employees were told by Bluelark to sign the terms of the contract.",
        "Senators questioned the ambassador about his testimony to the committee.",
        "The visitors from Kenya had violated their visa rules, an official said.",
        "Then the president has ministers calling them experts.",
        "The justices ruled on the president's appeal of a lower court ruling.",
        "A section of the army had helped in the killings.",
        "The envoy warned that the dam is full of cracks.",
        "The senator said he did worry there would be consequences for the party.",
        "The region has seen heavy fighting since the army took power in a coup in 2021.",
        "The envoy said that he saw the inquiries into the fund and into the party as separate.",
        "A chart shows the value of the fiscal year 2019 seizures.",
        "Officer Ana Soler of Spain had joined the force in January.",
        "The drama tells the story of a student and his murder of a senator.",
        "The senator's mother listened to the album all day when it was released.",
        "The chief told reporters at a news conference that officials began receiving 911 calls on Tuesday.",
        "Two police officers were fired on Monday.",
        # dealings of names that nobody knows
        "Bluelark has reached an agreement with Oystra on the cleaning of its rooms.",
        "The NBL will fine Perkins for his part in the brawl.",
    ],
)
def test_everyday_business_is_no_event(rules: Parser, text: str):
    assert told(rules, text) == []


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Customs officers seized 40 rifles at the border with Libya on Monday.", "COERCE"),
        ("Norway opened an inquiry into the minister on Monday.", "ACCUSE"),
        ("The government caved in to the truckers on Friday and dropped the toll.", "CONCEDE"),
        ("The opposition repeated its allegations against the minister on Monday.", "ACCUSE"),
        ("Thousands joined a protest at the statue on Sunday.", "PROTEST"),
        ("The rebels declared a ceasefire on Friday.", "RETREAT"),
        ("President Okello held a call with President Mensah on Monday.", "CONSULT"),
        ("The government's demand for the return of the envoy was repeated on Monday.", "REQUEST"),
        ("Hundreds rallied in Seoul on Sunday against the fall of shares in the railway.", "PROTEST"),
        ("The president defended his minister against the charges on Tuesday.", "SUPPORT"),
        ("Germany supports Ukraine's bid to join the alliance, the chancellor said.", "SUPPORT"),
        ("Uganda agreed with Congo on Monday to open the border.", "AGREE"),
        ("The president invited opposition leaders to talks on Monday.", "REQUEST"),
        ("The government sought a truce with the rebels on Friday.", "REQUEST"),
        ("The minister let the hunger strikers go home on Monday.", "RETREAT"),
        ("Hackers hacked the state's computers on Monday.", "COERCE"),
        ("Detectives questioned the mayor about the missing money on Tuesday.", "ACCUSE"),
        ("The army violated the border on Monday, Kenya said.", "ACCUSE"),
        ("Sweden called up 9,000 reservists on Friday.", "MOBILIZE"),
        ("Serbia has reached an agreement with Kosovo on number plates.", "AGREE"),
        ("Iran warned on Monday that its missiles are ready.", "THREATEN"),
        ("The president's appeal to the rebels for the release of the nuns was read out on Monday.", "REQUEST"),
        ("The army helped the villagers of Sindhuli after the flood with tents and rice.", "AID"),
        ("The region saw an attack by rebels on the barracks of Kiffa on Monday.", "ASSAULT"),
        ("A miner died in clashes with police in Juliaca on Monday.", "ASSAULT"),
        ("Kenya and Uganda have joined forces against cattle raiders on Monday.", "COOPERATE"),
        ("The governor released the poet on Monday.", "RETREAT"),
        ("The officials began talks with the rebels on Monday.", "CONSULT"),
        ("The murder of a senator was at the centre of the story on Monday.", "ASSAULT"),
        ("A fish seller died after officers fired to scatter traders in Kumasi.", "ASSAULT"),
        ("The officer fired nine times at a market in Kumasi on Monday.", "ASSAULT"),
        ("The president fired his army chief on Monday.", "SANCTION"),
        ("Both sides have refused to extend the truce.", "REJECT"),
        ("A committee of the priests refused to call off the protest in Rangoon.", "REJECT"),
        ("Union members at Bluelark walked out on Monday over pay.", "PROTEST"),
    ],
)
def test_the_act_itself_is_an_event(rules: Parser, text: str, event_type: str):
    assert event_type in told(rules, text)


@pytest.mark.parametrize(
    ("text", "sources", "killed"),
    [
        ("Two students were killed when protesters clashed with the police.", ["protesters", "police"], 2),
        ("Nine villagers were killed as rebels battled soldiers near Goma.", ["rebels", "soldiers"], 9),
        ("One man died in a clash with the police and four were hurt.", ["police"], 1),
        ("Two traders have been killed in police firing as mobs torched several shops.", ["police"], 2),
        ("Riots and then police firing in the town left two dead.", ["police"], 2),
        ("Four people were killed by a bomb when protesters clashed with the police.", [""], 4),
    ],
)
def test_a_clash_lends_its_sides_to_the_harm_done_in_it(rules: Parser, text: str, sources: list[str], killed: int):
    reports = rules.parse(Document("x", text)).reports
    harm = next(report for report in reports if report.event_type == "ASSAULT")
    named = [actor.name for actor in harm.actors if actor.role == "source"]
    assert (named, harm.fatalities_best) == (sources, killed)
