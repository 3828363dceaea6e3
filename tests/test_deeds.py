"""Deeds short of violence in the words of the wire: what is one, of which type and mode, and what only looks like one."""

from __future__ import annotations

import pytest

from dateline.parse.parser import Parser
from tests.readings import read_story as _read


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("MOBILIZE/troops", "Moldova's government called up 4,000 reservists on Monday."),
        ("MOBILIZE/troops", "Ecuador's army was put on the streets of Guayaquil on Tuesday after a wave of killings."),
        ("MOBILIZE/troops", "Rwanda doubled the number of its soldiers along the lake on Tuesday."),
        ("MOBILIZE/weapons", "Greece's navy dispatched two frigates to waters south of Crete on Monday."),
        ("MOBILIZE/police", "Riot police took up positions outside parliament in Tirana before dawn on Wednesday."),
        ("MOBILIZE/police", "Officers were posted at every polling station in Lilongwe on Tuesday."),
        ("COERCE/restrict", "Hungarian border guards turned back 40 lorries at the Zahony crossing on Tuesday."),
        ("COERCE/restrict", "Burkina Faso's interior ministry suspended three opposition parties on Monday."),
        ("COERCE/censor", "The telecoms regulator in Nepal ordered operators to block a messaging service on Tuesday."),
        ("COERCE/censor", "Ethiopia shut down mobile internet in Amhara on Tuesday."),
        ("COERCE/restrict", "The president of Guinea ordered the border with Mali closed on Tuesday."),
        ("COERCE/censor", "Chad's government ordered the newspaper shut on Tuesday."),
        ("COERCE/curfew", "The governor of Plateau state ordered people to stay indoors from 6 p.m. on Tuesday."),
        ("COERCE/censor", "The state agency blocked access to Facebook and WhatsApp in Chad on Tuesday."),
        ("COERCE/restrict", "The interior ministry in Bamako deregistered 40 charities on Tuesday."),
        ("COERCE/restrict", "Nicaragua stripped 94 dissidents of their citizenship on Tuesday."),
        ("COERCE/restrict", "The police closed three mosques in Dushanbe on Tuesday."),
        ("COERCE/restrict", "The governor quarantined two villages near Mbandaka by force on Tuesday."),
        ("CONCEDE/None", "Kenya's government reinstated 300 sacked drivers on Tuesday after a week of protests."),
        ("COERCE/arrest", "A court in Minsk on Tuesday ordered the blogger held for two months pending trial."),
        ("COERCE/arrest", "The judge ordered the three editors detained for ten days on Tuesday."),
        ("COERCE/seize", "Soldiers took over the state television building in Bissau before dawn on Tuesday."),
        ("COERCE/seize", "Egypt's navy intercepted a fishing boat with 300 migrants aboard on Tuesday."),
        ("COERCE/deport", "Pakistan expelled 1,200 Afghans through the Torkham crossing on Tuesday."),
        ("COERCE/deport", "Algeria expelled hundreds of West Africans into Niger on Tuesday."),
        ("SANCTION/expel", "Moldova expelled 22 Russian diplomats on Tuesday."),
        ("RETREAT/ceasefire", "The two armies agreed to hold their fire for ten days from Tuesday."),
        ("RETREAT/withdraw", "French forces completed their departure from Chad on Tuesday."),
        ("RETREAT/withdraw", "Soldiers returned to barracks in N'Djamena on Tuesday."),
        ("RETREAT/release", "Guerrillas returned two captured soldiers to the Red Cross near Cali on Tuesday."),
        ("RETREAT/access", "The militia ended its blockade of the port on Tuesday."),
        ("RETREAT/ceasefire", "The warring sides in Sudan agreed on Tuesday to a ten-day ceasefire."),
        ("RETREAT/release", "A court in Lome ordered the release of 50 demonstrators on Tuesday."),
        ("RETREAT/release", "The opposition leader walked out of jail in Cotonou on Tuesday."),
        ("RETREAT/release", "The gendarmerie in Douala let go of 30 strikers on Tuesday."),
        ("RETREAT/access", "Aid lorries were allowed into the besieged town on Tuesday, the army in Khartoum said."),
        ("RETREAT/withdraw", "The militia vacated the town hall in Gao on Tuesday."),
        ("RETREAT/resign", "Two of Fiji's ministers left the cabinet on Tuesday."),
        ("RETREAT/ceasefire", "The army's guns fell quiet around Lashio on Tuesday."),
        ("COOPERATE/None", "Flights between Algiers and Rabat resumed on Tuesday."),
        ("COOPERATE/None", "Finnish and Norwegian forces concluded a two-week exercise on Tuesday."),
        ("COOPERATE/None", "The two countries signed a defence pact in Doha on Tuesday."),
        ("MOBILIZE/troops", "Djibouti has moved two battalions to the frontier, its army said on Tuesday."),
        ("MOBILIZE/troops", "The junta in Niamey reinstated conscription on Tuesday."),
        ("MOBILIZE/troops", "Soldiers flooded the streets of Bissau on Tuesday."),
        ("MOBILIZE/police", "Riot police stood guard outside the court in Tunis on Tuesday."),
        ("MOBILIZE/police", "The ministry in Quito said 13,000 officers had been mobilised on Tuesday."),
        ("MOBILIZE/weapons", "Washington moved a second carrier group to Busan on Tuesday."),
        ("SANCTION/expel", "Eswatini's election commission disqualified the main opposition candidate on Tuesday."),
        ("SANCTION/withdraw", "Togo recalled its charge d'affaires from Accra on Tuesday."),
        ("SANCTION/discontinue", "Sweden scrapped an arms deal with Oman on Tuesday."),
        ("SANCTION/discontinue", "The United States put the head of the prison service on its blacklist on Tuesday."),
        ("ACCUSE/disapprove", "Kenya called in the Ugandan ambassador on Tuesday."),
        ("COERCE/arrest", "Soldiers led eleven men away blindfolded in Nablus on Tuesday."),
        ("COERCE/arrest", "At least 20 protesters were put into police vans in La Paz on Tuesday."),
        ("COERCE/restrict", "China shut two border gates on Tuesday."),
        ("ASSAULT/firearms", "Gunmen put a bullet through the head of a guide in Jayapura on Tuesday."),
        ("ASSAULT/None", "An Israeli strike on a wedding tent in Sidon killed six people on Tuesday."),
        ("ASSAULT/destroy", "Settlers uprooted 200 olive trees near Burqin on Tuesday."),
        ("COERCE/arrest", "Iran has put a journalist back in Evin prison, her sister said on Tuesday."),
        ("COERCE/arrest", "The editor of a weekly was driven to the central prison in Hargeisa on Tuesday."),
        ("COERCE/arrest", "Police in Tapachula herded 60 migrants into buses on Tuesday."),
        ("COERCE/restrict", "Soldiers threw a ring around the town of Apopa on Tuesday."),
        ("COERCE/deport", "Georgia handed Russia two deserters on Tuesday."),
        ("COERCE/censor", "The internet was snapped in Pulwama on Tuesday."),
        ("ASSAULT/crowd-control", "Riot police in Dhaka charged the marchers on Tuesday."),
        ("ASSAULT/heavy-weapons", "Hezbollah replied with three rockets on Tuesday."),
        ("ASSAULT/explosives", "A landmine blew the legs off a shepherd near Maskana on Tuesday."),
        ("PROTEST/obstruct", "Students laid siege to the rector's office in Colombo on Tuesday."),
        ("PROTEST/strike", "Taxi drivers parked their cabs in Kigali on Tuesday."),
        ("CONCEDE/None", "Fiji's prime minister ate his words on Tuesday."),
        ("CONCEDE/None", "Malta's cabinet bowed out of its plan to lease the harbour on Tuesday."),
        ("REJECT/None", "Lesotho's prime minister disregarded the court's order on Tuesday."),
        ("REJECT/None", "Togo's president left the treaty unsigned on Tuesday."),
        ("SANCTION/discontinue", "Canada put off a visit by Mali's foreign minister on Tuesday."),
        ("RETREAT/release", "Cambodia gave back two Thai rangers on Tuesday."),
        ("RETREAT/withdraw", "Gang fighters melted away from the airport road in Port-au-Prince on Tuesday."),
        ("MOBILIZE/weapons", "Chinese jets crossed the median line of the Taiwan Strait on Tuesday."),
        ("COERCE/cyber", "Hackers knocked the website of Albania's parliament offline on Monday."),
        ("COERCE/deport", "Pakistan sent back 3,000 Afghans through the Torkham crossing on Tuesday."),
        ("COERCE/arrest", "Soldiers led the deputy mayor of Ouahigouya away in handcuffs on Monday."),
        ("COERCE/seize", "Niger's government took over a French-owned uranium mine on Tuesday."),
        ("RETREAT/release", "A Greek court let nine Egyptian sailors go on Tuesday."),
        ("RETREAT/withdraw", "The United States handed its last drone base in Niger over to the army on Monday."),
        ("RETREAT/access", "The Rafah crossing reopened on Monday."),
        ("RETREAT/disarm", "A column of PKK fighters burned their weapons in a ceremony near Sulaymaniyah on Tuesday."),
        ("RETREAT/ceasefire", "Colombia and the ELN signed a two-month cease-fire on Tuesday."),
        ("RETREAT/resign", "Malawi's energy minister gave up his post on Monday after a week of fuel queues."),
        ("AID/None", "A Turkish military plane carrying 40 tonnes of medicine landed in Port Sudan on Tuesday."),
        ("AID/None", "A team of 60 Cuban doctors arrived in Honduras on Tuesday."),
        ("AID/None", "France delivered six howitzers to Ukraine on Monday."),
        ("COOPERATE/None", "Morocco and Spain started a shared ferry inspection service in Tangier on Monday."),
        ("SANCTION/withdraw", "Burundi pulled out of the International Criminal Court on Tuesday."),
        ("SANCTION/expel", "The commander of the northern region was relieved of his duties on Monday, Benin said."),
        ("SANCTION/convict", "A military court in Goma condemned 12 soldiers to death on Tuesday for desertion."),
        ("PROTEST/demo", "Fishermen sailed 60 boats into the port of Boulogne on Tuesday in protest at new quotas."),
        ("PROTEST/demo", "Tens of thousands turned out in Belgrade on Tuesday evening against a new mining law."),
        ("PROTEST/riot", "Youths smashed shop windows and set fire to a police post in Dakar on Tuesday."),
        ("PROTEST/strike", "Bus drivers in Amman ended a five-day strike on Tuesday."),
        ("PROTEST/strike", "A strike by air traffic controllers grounded 300 flights in Brazil on Tuesday."),
        ("PROTEST/hunger", "A jailed Kurdish politician began a hunger strike in Diyarbakir on Monday."),
        ("PROTEST/obstruct", "Lorry drivers parked their trucks across the ring road of Skopje on Tuesday."),
        ("PROTEST/vandalize", "Activists threw red paint at the Russian embassy in Warsaw on Tuesday."),
        ("COERCE/arrest", "Security forces scooped up 60 men in Kingston on Tuesday."),
        ("COERCE/arrest", "About 30 activists were bundled into police vans outside parliament in Kampala on Monday."),
        ("COERCE/arrest", "By Tuesday the former governor was behind bars in Harare."),
        ("COERCE/arrest", "Three trade unionists were delivered to a police station in Almaty on Monday."),
        ("COERCE/curfew", "The state government has slammed a 24-hour curfew on Jos North."),
        ("COERCE/curfew", "Curfew hours in Bawku have been revised to run from 2 pm, the interior minister said."),
        ("COERCE/curfew", "Movement was restricted in Kaduna from 6 pm to 6 am on Monday."),
        ("COERCE/martial-law", "The president put three eastern provinces under a state of siege on Monday."),
        ("COERCE/martial-law", "Ecuador's leader declared a state of exception in Manabi on Monday."),
        ("COERCE/censor", "Regulators in Uganda ordered broadcasters not to air the opposition's rally on Monday."),
        ("COERCE/censor", "Tanzania withdrew the licence of a private radio station on Monday."),
        ("COERCE/restrict", "The junta in Guinea ordered all parties to halt their activities on Tuesday."),
        ("COERCE/restrict", "The president declared the railways an essential service on Tuesday."),
        ("COERCE/seize", "Tax inspectors carted away computers from a television channel in Skopje on Monday."),
        ("COERCE/seize", "The army said its men had taken 40 rifles off herders in Turkana on Monday."),
        ("COERCE/deport", "Kuwait sent 90 Egyptian workers home on Tuesday."),
        ("PROTEST/strike", "A dawn-to-dusk hartal brought life to a standstill in Kochi on Tuesday."),
        ("PROTEST/strike", "Resident doctors in Kaduna embarked on a seven-day warning strike on Monday."),
        ("PROTEST/strike", "Air traffic controllers in Brussels launched a work-to-rule on Monday."),
        ("PROTEST/strike", "Judges in Guatemala City stayed away from their courtrooms on Monday over unpaid wages."),
        ("PROTEST/obstruct", "Students squatted on the tracks at Dhaka's Airport station for two hours on Monday."),
        ("PROTEST/obstruct", "Families of the missing set up a roadblock outside Culiacan on Monday."),
        ("PROTEST/demo", "The removal of the mayor on Monday triggered a protest by 3,000 people in Adana."),
        ("PROTEST/demo", "Thousands poured into the centre of Tbilisi on Tuesday for a fourth night."),
        ("PROTEST/demo", "Villagers gheraoed the block development officer in Purulia on Monday."),
        ("PROTEST/riot", "Looting broke out in the Cazenga quarter of Luanda on Monday."),
        ("PROTEST/hunger", "Prisoners at the jail in Manama stopped eating on Monday."),
        ("SANCTION/convict", "A court in Moscow sent the founder of a magazine to prison for seven years on Monday."),
        ("SANCTION/expel", "Poland declared three Russian diplomats unwelcome on Tuesday."),
        ("SANCTION/expel", "Mali gave the French ambassador 72 hours to leave on Monday."),
        ("SANCTION/discontinue", "China on Tuesday took countermeasures against three American companies."),
        ("AID/None", "The county government flagged off 3,000 bags of maize for families in Turkana on Monday."),
        ("AID/None", "An Indian navy ship docked in Colombo on Monday with 400 tonnes of rice."),
        ("AID/None", "A team of 40 Mexican rescuers reached Caracas on Tuesday after the quake."),
        ("MOBILIZE/troops", "An armoured column left Boa Vista for the Guyanese frontier on Tuesday."),
        ("MOBILIZE/weapons", "The United States sent a second aircraft carrier to the Gulf on Monday."),
        ("RETREAT/release", "The guerrillas handed two soldiers over to the Red Cross in Arauca on Monday."),
        ("RETREAT/disarm", "A Boko Haram commander gave himself up to soldiers in Bama on Tuesday."),
        ("RETREAT/ceasefire", "The guerrillas announced a one-month halt to attacks in Cauca on Monday."),
        ("COOPERATE/None", "Azerbaijan and Turkey began combined manoeuvres on Monday."),
        ("COOPERATE/None", "Ankara and Cairo restored direct ferry services on Monday."),
        ("SANCTION/convict", "A court jailed union leader Juan Perez for two years on Monday."),
        ("PROTEST/strike", "Teachers in Kumasi did not report for work on Monday over unpaid allowances."),
        ("PROTEST/riot", "There were scenes of looting in the Cazenga quarter of Luanda on Monday."),
    ],
)
def test_a_deed_is_told(parser: Parser, kind: str, text: str) -> None:
    told = [f"{report.event_type}/{report.event_mode}" for report in _read(parser, text)]
    assert kind in told, told


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("a rule in force", "Under the law, foreign funding of parties is banned."),
        ("a state of things", "About 10,000 French soldiers are stationed abroad."),
        ("the sum of years", "Traders have been barred from the square since the war began."),
        ("a custom", "Teachers there have gone on strike most years since 2010."),
        ("a life", "He was arrested in 1998, spent six years in prison and now teaches law."),
        ("an accident", "Police closed the road for two hours after the crash on Tuesday."),
        ("the work after a blast", "Officers searched two houses near the site of the explosion on Tuesday."),
        ("a crowd that watches", "Thousands of people gathered on the beach in Fiji on Tuesday to watch the eclipse."),
        ("a crowd that waits", "Parents gathered outside the school on Tuesday to collect their children."),
        ("a carnival", "Thousands marched through Basel with drums on Monday as the carnival began."),
        ("voters", "Thousands turned out to vote in Oslo on Monday."),
        ("goods that were bought", "Lorries delivered the new buses, bought from a Turkish firm, on Tuesday."),
        ("a congress", "Doctors and nurses arrived in Vienna on Tuesday for a congress on allergies."),
        ("a firm", "The company withdrew from the Polish market on Monday."),
        (
            "a life that is over",
            "Ana Mora, a boat builder, died on Tuesday. She was 91. Pirates once seized one of her "
            "boats off Borneo and soldiers arrested her.",
        ),
        ("a road after a crash", "A bus fell into a ravine in Peru on Monday. The governor ordered the road closed."),
        ("a team", "The team withdrew from the tournament on Tuesday."),
        ("weather", "Schools in Bergen were closed on Tuesday because of snow."),
        ("a museum", "The museum reopened on Tuesday after two years of repairs."),
        ("a tide", "The navy lifted a tsunami warning on Tuesday after an hour."),
        ("a crowd in fear", "Residents gathered in the square on Tuesday to wait for the aftershocks to pass."),
        ("a film", "The film's heroine is behind bars for most of the second act."),
        ("a shop", "The family set up a roadside stall near Culiacan on Monday."),
        ("a sports day", "The school flagged off its annual sports day in Eldoret on Tuesday."),
        ("a shopping day", "Shoppers poured into the centre of Milan on Tuesday for the sales."),
        ("a taxi firm", "The regulator withdrew the licence of a taxi firm on Tuesday over unsafe brakes."),
        ("snow", "Parents were told on Tuesday not to send children to school because of the snow."),
        ("a ward", "The hospital placed nine nurses under observation on Tuesday after the outbreak."),
        ("a yacht", "Sailors moved the yacht into position on Tuesday for the start."),
        ("a band", "The army band rolled into town on Tuesday for the carnival."),
        ("homework", "He handed in his homework on Tuesday and stepped down from the podium."),
        ("a ceiling", "The painter got four years to finish the ceiling."),
        ("a courtesy", "Doctor Kulkarni thanked the health ministry on Tuesday for its support."),
        ("a condition", "Not one lorry passes until the minister meets us, said the growers' leader."),
        ("a race", "The Kenyan destroyed a strong field to win the marathon in Amsterdam on Sunday."),
        ("the sum of a week", "There were 14 murders in eight days in the parish."),
        ("someone who is free", "Recently jailed union leader Juan Perez."),
        ("a new boss", "A new chief executive took over the television station on Tuesday."),
        ("a striker", "The club reinstated the striker on Tuesday."),
        ("papers that a judge keeps", "A judge ordered the documents held for review on Tuesday."),
        ("a bank's customer", "The bank froze the account of a customer on Tuesday after a fraud."),
        ("ill staff", "Eleven nurses did not report for duty on Tuesday because of the snow."),
        ("a phone", "The boatyard's phone has been switched off since Tuesday."),
        ("vans of goods", "The sacks were loaded on to lorries in Kayes on Tuesday."),
        ("no one's prison", "Lorries brought food to the prison in Hargeisa on Tuesday."),
        ("charged with a crime", "Prosecutors in Cairo spoke of the charge on Tuesday."),
        ("a refusal to say", "The spokesman refused to say on Tuesday how many had been hurt."),
        ("sport", "The visitors gave ground in the second half on Tuesday."),
        ("a firm's system", "The company deployed a new billing system on Tuesday."),
        ("a drill", "The school held a fire drill on Tuesday."),
    ],
)
def test_what_looks_like_a_deed_is_none(parser: Parser, why: str, text: str) -> None:
    assert [report.event_type for report in _read(parser, text)] == [], why


def test_what_a_raid_took_is_part_of_the_arrests(parser: Parser) -> None:
    text = "Police in Quito arrested nine people on Monday, the mayor said. They seized 40 rifles and a boat."
    assert [(report.event_type, report.event_mode) for report in _read(parser, text)] == [("COERCE", "arrest")]


def test_those_let_go_after_their_arrest_were_not_freed_as_a_deed_of_its_own(parser: Parser) -> None:
    text = "Police in Harare arrested eleven activists on Tuesday. They were let go before dark."
    assert [report.event_mode for report in _read(parser, text)] == ["arrest"]


def test_the_strike_that_a_union_called_is_the_one_told_before(parser: Parser) -> None:
    text = (
        "Dockers in Mombasa downed tools on Monday. The union Bandari, which called the strike, said 900 had joined it."
    )
    assert [report.event_mode for report in _read(parser, text)] == ["strike"]


def test_the_reason_given_for_a_measure_is_none_beside_it(parser: Parser) -> None:
    text = "The Dutch government suspended aid to Benin on Tuesday, saying that the country had jailed two editors."
    assert [report.event_type for report in _read(parser, text)] == ["SANCTION"]


def test_a_teller_in_a_relative_clause_does_not_tell_the_main_one(parser: Parser) -> None:
    text = (
        "Soldiers arrested two mechanics in Kismayo on Monday at a garage that, the mayor said, had fitted the lorry."
    )
    assert [report.assertion for report in _read(parser, text)] == ["stated"]


def test_a_minister_who_will_resign_has_not_agreed_to_anything(parser: Parser) -> None:
    (report,) = _read(parser, "Montenegro's transport minister will resign on Friday.")
    assert (report.event_type, report.event_mode, report.assertion) == ("RETREAT", "resign", "planned")


def test_a_verb_that_a_past_perfect_clause_hides_is_the_noun_s_own(parser: Parser) -> None:
    text = "A crossing between Chad and Libya that had been shut since a 2019 raid in which rebels killed six reopened on Monday."
    news = [each for each in _read(parser, text) if not each.is_background]
    assert [(each.event_type, each.event_mode, str(each.event_date)) for each in news] == [
        ("RETREAT", "access", "2026-03-02")
    ]


@pytest.mark.parametrize(
    ("text", "day", "is_background"),
    [
        (
            "Rebels shelled Kidal, Mali, on Monday. A truce that took hold in May 2024 is in tatters.",
            "2024-05-01",
            True,
        ),
        (
            "Soldiers killed two rebels near Goz Beida, Chad. A ceasefire that began in 2023 had held.",
            "2023-01-01",
            True,
        ),
        ("A strike that began on Monday has closed the docks of Mombasa, Kenya.", "2026-03-02", False),
    ],
)
def test_an_event_has_the_day_of_the_clause_on_it(parser: Parser, text: str, day: str, is_background: bool) -> None:
    told = [each for each in _read(parser, text) if each.event_type in ("RETREAT", "PROTEST")]
    assert [(str(each.event_date), each.is_background) for each in told] == [(day, is_background)]


def test_a_meeting_of_ministers_told_by_the_way_is_one(parser: Parser) -> None:
    text = '"There will be a list," the commissioner told reporters in Brussels on Tuesday after a meeting of foreign ministers.'
    told = [(each.event_type, each.event_mode) for each in _read(parser, text)]
    assert told.count(("CONSULT", "multilateral")) == 1
    assert _read(parser, "The firm told investors on Tuesday of a plan after a meeting of shareholders.") == ()


def test_raids_in_which_people_were_arrested_are_no_attack(parser: Parser) -> None:
    text = "Security forces scooped up 60 men in raids on the outskirts of Kingston on Monday."
    assert [(each.event_mode, each.detained_best) for each in _read(parser, text)] == [("arrest", 60)]


def test_the_hours_that_an_expelled_envoy_has_are_no_threat(parser: Parser) -> None:
    text = "Jordan expelled Iran's military attache on Tuesday and gave him 48 hours to go."
    assert [each.event_type for each in _read(parser, text)] == ["SANCTION"]


def test_what_police_were_flown_in_for_was_not_done_yet(parser: Parser) -> None:
    text = "The interior ministry flew 300 riot officers to Cusco on Monday to reopen the road."
    assert [(each.event_type, each.event_mode) for each in _read(parser, text)] == [("MOBILIZE", "police")]


def test_who_lets_nobody_hold_powers_has_held_nobody(parser: Parser) -> None:
    text = "The prime minister declared a state of emergency on Monday, giving soldiers powers to detain people."
    assert [each.event_mode for each in _read(parser, text)] == ["martial-law"]
