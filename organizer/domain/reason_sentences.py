"""The sentences of which reasons are made: true for everybody of whom the fact is known, and saying no more than it.

{topics}, {title}, {topic} come in quotes; {where} is what the list says of the work, not declined, without an article.
"""

from collections.abc import Mapping

from organizer.domain.vocabulary import Formality, Language

Sentences = Mapping[str, tuple[str, ...]]

DE_FORMAL: Sentences = {
    "hoped-to-meet": (
        "Ich hatte gehofft, Sie zu treffen.",
        "Gerade Sie hätte ich gern getroffen.",
        "Auf die Begegnung mit Ihnen hatte ich mich besonders gefreut.",
    ),
    "wanted-again": (
        "Mir liegt daran, dass Sie dabei sind.",
        "An Ihrer Stimme in diesem Kreis liegt mir viel.",
    ),
    "talk": (
        "Von Ihrem Vortrag {title} würde ich gern mehr hören, als im Programm steht.",
        "Ihr Vortrag {title} ist der Grund, weshalb ich Ihnen schreibe.",
        "Zu Ihrem Vortrag {title} möchte ich Sie gern einiges fragen.",
    ),
    "topic": (
        "Sie interessieren sich für {topics}, und Ihre Sicht wäre mir wichtig.",
        "Ich suche Menschen, die sich wie Sie für {topics} interessieren.",
        "Mir fiel auf, dass Sie sich für {topics} interessieren; gern wüsste ich, wie es dazu kam.",
    ),
    "shared-topic": (
        "Uns verbindet ein Thema, {topic}, und ich bin gespannt, wie Sie darüber denken.",
        "Für {topic} interessieren wir uns beide; ich wüsste gern, woran Sie gerade sitzen.",
        "Mit {topic} haben wir ein gemeinsames Thema, über das ich gern mit Ihnen spräche.",
    ),
    "role": (
        "Ihre Arbeit ({where}) hat mich neugierig gemacht.",
        "Von Ihrer Aufgabe her ({where}) sehen Sie vermutlich manches anders als ich.",
        "Was Sie aus Ihrer Arbeit ({where}) mitbringen, würde unserem Gespräch guttun.",
        "Gern wüsste ich, wie Sie von Ihrer Aufgabe her ({where}) auf unser Thema blicken.",
        "Ich frage mich, wie unser Thema aus Ihrer Arbeit ({where}) heraus aussieht.",
        "Mich interessiert, ob unser Thema in Ihrem Arbeitsalltag ({where}) vorkommt.",
    ),
    "organisation": (
        "Aus Ihrem Haus ({where}) ist sonst niemand eingeladen; umso mehr liegt mir an Ihrer Sicht.",
        "Ohne Sie würde am Tisch der Blick aus Ihrem Haus ({where}) fehlen.",
    ),
    "region": (
        "Mit Ihnen säße ein weiteres Land am Tisch, und auf den Vergleich bin ich gespannt.",
        "Sie würden den Blick aus einem weiteren Land mitbringen, und darauf bin ich neugierig.",
    ),
    "other-field": (
        "{topic} nennt sonst niemand am Tisch; gerade deshalb wäre mir Ihr Blick wichtig.",
        "Sie nennen auch {topic}, und davon kann sonst niemand am Tisch erzählen.",
    ),
    "site": (
        "Vom Standort {where} ist sonst niemand eingeladen; umso mehr liegt mir an Ihrer Sicht.",
        "Ohne Sie würde am Tisch der Blick vom Standort {where} fehlen.",
    ),
    "department": (
        "Aus Ihrer Abteilung ({where}) ist sonst niemand eingeladen; umso mehr liegt mir an Ihrer Sicht.",
        "Ohne Sie würde am Tisch der Blick aus Ihrer Abteilung ({where}) fehlen.",
    ),
    "met-before": (
        "Wir kennen einander aus einer früheren Runde, und ich würde das Gespräch gern fortsetzen.",
        "Sie waren schon einmal in einer meiner Runden; daran würde ich gern anknüpfen.",
    ),
}

DE_INFORMAL: Sentences = {
    "hoped-to-meet": (
        "Ich hatte gehofft, dich zu treffen.",
        "Gerade dich hätte ich gern getroffen.",
        "Auf die Begegnung mit dir hatte ich mich besonders gefreut.",
    ),
    "wanted-again": (
        "Mir liegt daran, dass du dabei bist.",
        "An deiner Stimme in diesem Kreis liegt mir viel.",
    ),
    "talk": (
        "Von deinem Vortrag {title} würde ich gern mehr hören, als im Programm steht.",
        "Dein Vortrag {title} ist der Grund, weshalb ich dir schreibe.",
        "Zu deinem Vortrag {title} möchte ich dich gern einiges fragen.",
    ),
    "topic": (
        "Du interessierst dich für {topics}, und deine Sicht wäre mir wichtig.",
        "Ich suche Menschen, die sich wie du für {topics} interessieren.",
        "Mir fiel auf, dass du dich für {topics} interessierst; gern wüsste ich, wie es dazu kam.",
    ),
    "shared-topic": (
        "Uns verbindet ein Thema, {topic}, und ich bin gespannt, wie du darüber denkst.",
        "Für {topic} interessieren wir uns beide; ich wüsste gern, woran du gerade sitzt.",
        "Mit {topic} haben wir ein gemeinsames Thema, über das ich gern mit dir spräche.",
    ),
    "role": (
        "Deine Arbeit ({where}) hat mich neugierig gemacht.",
        "Von deiner Aufgabe her ({where}) siehst du vermutlich manches anders als ich.",
        "Was du aus deiner Arbeit ({where}) mitbringst, würde unserem Gespräch guttun.",
        "Gern wüsste ich, wie du von deiner Aufgabe her ({where}) auf unser Thema blickst.",
        "Ich frage mich, wie unser Thema aus deiner Arbeit ({where}) heraus aussieht.",
        "Mich interessiert, ob unser Thema in deinem Arbeitsalltag ({where}) vorkommt.",
    ),
    "organisation": (
        "Aus deinem Haus ({where}) ist sonst niemand eingeladen; umso mehr liegt mir an deiner Sicht.",
        "Ohne dich würde am Tisch der Blick aus deinem Haus ({where}) fehlen.",
    ),
    "region": (
        "Mit dir säße ein weiteres Land am Tisch, und auf den Vergleich bin ich gespannt.",
        "Du würdest den Blick aus einem weiteren Land mitbringen, und darauf bin ich neugierig.",
    ),
    "other-field": (
        "{topic} nennt sonst niemand am Tisch; gerade deshalb wäre mir dein Blick wichtig.",
        "Du nennst auch {topic}, und davon kann sonst niemand am Tisch erzählen.",
    ),
    "site": (
        "Vom Standort {where} ist sonst niemand eingeladen; umso mehr liegt mir an deiner Sicht.",
        "Ohne dich würde am Tisch der Blick vom Standort {where} fehlen.",
    ),
    "department": (
        "Aus deiner Abteilung ({where}) ist sonst niemand eingeladen; umso mehr liegt mir an deiner Sicht.",
        "Ohne dich würde am Tisch der Blick aus deiner Abteilung ({where}) fehlen.",
    ),
    "met-before": (
        "Wir kennen einander aus einer früheren Runde, und ich würde das Gespräch gern fortsetzen.",
        "Du warst schon einmal in einer meiner Runden; daran würde ich gern anknüpfen.",
    ),
}

NL_FORMAL: Sentences = {
    "hoped-to-meet": (
        "Ik had gehoopt u te ontmoeten.",
        "Juist u had ik graag ontmoet.",
        "Ik had me bijzonder verheugd op een ontmoeting met u.",
    ),
    "wanted-again": (
        "Ik hecht eraan dat u erbij bent.",
        "Aan uw inbreng in dit gezelschap hecht ik veel.",
    ),
    "talk": (
        "Over uw presentatie {title} hoor ik graag meer dan er in het programma staat.",
        "Uw presentatie {title} is de reden dat ik u schrijf.",
        "Over uw presentatie {title} wil ik u graag een en ander vragen.",
    ),
    "topic": (
        "U hebt belangstelling voor {topics}, en ik hecht aan uw kijk daarop.",
        "Ik zoek mensen die net als u belangstelling hebben voor {topics}.",
        "Mij viel op dat u belangstelling hebt voor {topics}; ik ben benieuwd hoe dat zo gekomen is.",
    ),
    "shared-topic": (
        "We hebben een onderwerp gemeen, {topic}, en ik ben benieuwd hoe u daarover denkt.",
        "{topic} houdt ons allebei bezig; ik ben benieuwd waar u daarbij tegenaan loopt.",
        "Met {topic} hebben we een gezamenlijk onderwerp, en daarover wissel ik graag met u van gedachten.",
    ),
    "role": (
        "Uw werk ({where}) heeft mij nieuwsgierig gemaakt.",
        "Vanuit uw functie ({where}) ziet u sommige dingen vermoedelijk anders dan ik.",
        "Wat u vanuit uw werk ({where}) meebrengt, zou ons gesprek goeddoen.",
        "Ik hoor graag hoe u vanuit uw functie ({where}) naar ons onderwerp kijkt.",
        "Ik vraag me af hoe ons onderwerp er vanuit uw werk ({where}) uitziet.",
        "Ik ben benieuwd of u ons onderwerp in uw dagelijkse werk ({where}) tegenkomt.",
    ),
    "organisation": (
        "Van uw organisatie ({where}) nodig ik verder niemand uit; des te meer hecht ik aan uw kijk op de zaak.",
        "Zonder u zou aan tafel de blik vanuit uw organisatie ({where}) ontbreken.",
    ),
    "region": (
        "Met u erbij schuift er nog een land aan, en naar die vergelijking ben ik benieuwd.",
        "U zou de blik vanuit nog een ander land meebrengen, en daar ben ik nieuwsgierig naar.",
    ),
    "other-field": (
        "{topic} noemt verder niemand aan tafel; juist daarom hecht ik aan uw kijk.",
        "Als enige aan tafel noemt u ook {topic}.",
    ),
    "site": (
        "Van locatie {where} nodig ik verder niemand uit; des te meer hecht ik aan uw kijk op de zaak.",
        "Zonder u zou aan tafel de blik vanaf locatie {where} ontbreken.",
    ),
    "department": (
        "Van uw afdeling ({where}) nodig ik verder niemand uit; des te meer hecht ik aan uw kijk op de zaak.",
        "Zonder u zou aan tafel de blik vanuit uw afdeling ({where}) ontbreken.",
    ),
    "met-before": (
        "We kennen elkaar van een eerdere bijeenkomst, en ik zet dat gesprek graag voort.",
        "U was al eens bij een van mijn bijeenkomsten; daar ga ik graag op door.",
    ),
}

NL_INFORMAL: Sentences = {
    "hoped-to-meet": (
        "Ik had gehoopt je te ontmoeten.",
        "Juist jou had ik graag ontmoet.",
        "Ik had me bijzonder verheugd op een ontmoeting met jou.",
    ),
    "wanted-again": (
        "Ik vind het belangrijk dat jij erbij bent.",
        "Aan jouw inbreng in dit gezelschap hecht ik veel.",
    ),
    "talk": (
        "Over je presentatie {title} hoor ik graag meer dan er in het programma staat.",
        "Je presentatie {title} is de reden dat ik je schrijf.",
        "Over je presentatie {title} wil ik je graag een en ander vragen.",
    ),
    "topic": (
        "Je hebt belangstelling voor {topics}, en ik hecht aan jouw kijk daarop.",
        "Ik zoek mensen die net als jij belangstelling hebben voor {topics}.",
        "Mij viel op dat je belangstelling hebt voor {topics}; ik ben benieuwd hoe dat zo gekomen is.",
    ),
    "shared-topic": (
        "We hebben een onderwerp gemeen, {topic}, en ik ben benieuwd hoe jij daarover denkt.",
        "{topic} houdt ons allebei bezig; ik ben benieuwd waar je daarbij tegenaan loopt.",
        "Met {topic} hebben we een gezamenlijk onderwerp, en daarover wissel ik graag met je van gedachten.",
    ),
    "role": (
        "Je werk ({where}) heeft me nieuwsgierig gemaakt.",
        "Vanuit je functie ({where}) zie je sommige dingen vermoedelijk anders dan ik.",
        "Wat je vanuit je werk ({where}) meebrengt, zou ons gesprek goeddoen.",
        "Ik hoor graag hoe jij vanuit je functie ({where}) naar ons onderwerp kijkt.",
        "Ik vraag me af hoe ons onderwerp er vanuit je werk ({where}) uitziet.",
        "Ik ben benieuwd of je ons onderwerp in je dagelijkse werk ({where}) tegenkomt.",
    ),
    "organisation": (
        "Van je organisatie ({where}) nodig ik verder niemand uit; des te meer hecht ik aan jouw kijk op de zaak.",
        "Zonder jou zou aan tafel de blik vanuit je organisatie ({where}) ontbreken.",
    ),
    "region": (
        "Met jou erbij schuift er nog een land aan, en naar die vergelijking ben ik benieuwd.",
        "Je zou de blik vanuit nog een ander land meebrengen, en daar ben ik nieuwsgierig naar.",
    ),
    "other-field": (
        "{topic} noemt verder niemand aan tafel; juist daarom hecht ik aan jouw kijk.",
        "Als enige aan tafel noem jij ook {topic}.",
    ),
    "site": (
        "Van locatie {where} nodig ik verder niemand uit; des te meer hecht ik aan jouw kijk op de zaak.",
        "Zonder jou zou aan tafel de blik vanaf locatie {where} ontbreken.",
    ),
    "department": (
        "Van je afdeling ({where}) nodig ik verder niemand uit; des te meer hecht ik aan jouw kijk op de zaak.",
        "Zonder jou zou aan tafel de blik vanuit je afdeling ({where}) ontbreken.",
    ),
    "met-before": (
        "We kennen elkaar van een eerdere bijeenkomst, en ik zet dat gesprek graag voort.",
        "Je was al eens bij een van mijn bijeenkomsten; daar ga ik graag op door.",
    ),
}

ENGLISH: Sentences = {
    "hoped-to-meet": (
        "I had been hoping to meet you.",
        "You were one of the people I most wanted to meet.",
        "I had been looking forward to meeting you.",
    ),
    "wanted-again": (
        "It matters to me that you are there.",
        "Your voice would mean a lot to this circle.",
    ),
    "talk": (
        "I would like to hear more about your talk {title} than a programme can say.",
        "Your talk {title} is the reason I am writing to you.",
        "There are things I would like to ask you about your talk {title}.",
    ),
    "topic": (
        "You are interested in {topics}, and your view would matter to me.",
        "I am looking for people who are interested in {topics}, as you are.",
        "I noticed your interest in {topics} and wonder how you came to it.",
    ),
    "shared-topic": (
        "We have a subject in common, {topic}, and I wonder how you see it.",
        "We are both interested in {topic}, and I wonder what you are working on at the moment.",
        "{topic} is on your mind as it is on mine, and I would gladly compare notes.",
    ),
    "role": (
        "Your work ({where}) has made me curious.",
        "From your position ({where}) you probably see some things differently.",
        "What you bring from your work ({where}) would do our conversation good.",
        "I would like to hear how you look at our topic from your position ({where}).",
        "I wonder how our topic looks from where you stand ({where}).",
        "I am curious whether our topic comes up in your daily work ({where}).",
    ),
    "organisation": (
        "Nobody else from your organisation ({where}) is invited, so your view matters all the more to me.",
        "Without you, the view from your organisation ({where}) would be missing at the table.",
    ),
    "region": (
        "With you there would be one more country at the table, and I look forward to comparing.",
        "You would bring the view from one more country, and I am curious about it.",
    ),
    "other-field": (
        "Nobody else at the table names {topic}, so your view would matter to me.",
        "You also name {topic}, as nobody else at the table does.",
    ),
    "site": (
        "Nobody else from the {where} site is invited, so your view matters all the more to me.",
        "Without you, the view from the {where} site would be missing at the table.",
    ),
    "department": (
        "Nobody else from your department ({where}) is invited, so your view matters all the more to me.",
        "Without you, the view from your department ({where}) would be missing at the table.",
    ),
    "met-before": (
        "We know each other from an earlier round, and I would gladly go on with that conversation.",
        "You have been at one of my rounds before, and I would like to pick up from there.",
    ),
}

SENTENCES: Mapping[tuple[Language, Formality], Sentences] = {
    (Language.DE, Formality.FORMAL): DE_FORMAL,
    (Language.DE, Formality.INFORMAL): DE_INFORMAL,
    (Language.NL, Formality.FORMAL): NL_FORMAL,
    (Language.NL, Formality.INFORMAL): NL_INFORMAL,
    (Language.EN, Formality.FORMAL): ENGLISH,
    (Language.EN, Formality.INFORMAL): ENGLISH,
}

ON_PAGE: Mapping[Language, Mapping[str, str]] = {
    Language.DE: {
        "hoped-to-meet": "auf der Wunschliste",
        "talk": "Vortrag {title}",
        "topic": "Interesse: {topics}",
        "shared-topic": "gemeinsames Thema: {topic}",
        "close-work": "Arbeit nah am Thema: {where}",
        "role": "{where}",
        "organisation": "sonst niemand am Tisch von: {where}",
        "site": "sonst niemand am Tisch vom Standort {where}",
        "department": "sonst niemand am Tisch aus: {where}",
        "other-field": "nennt sonst niemand am Tisch: {topic}",
        "level": "Ebene: {level}",
        "region": "weiteres Land: {country}",
        "met-before": "war in Runde {round} dabei",
        "note": "Ihre Notiz: {note}",
        "for-the-mix": "für die Mischung: kein Wort mit dem Thema gemeinsam",
        "only-a-name": "für die Mischung: nur der Name ist bekannt",
        "other-language": "Briefe auf {writes}; spricht vielleicht kein {spoken}",
        "at-night": "dort ist es dann {time} Uhr",
        "twice-silent": "keine Antwort auf Ihre letzten beiden Einladungen",
        "invited-lately": "vor Kurzem zu einer anderen Tafelrunde eingeladen",
    },
    Language.EN: {
        "hoped-to-meet": "on your wish list",
        "talk": "talk {title}",
        "topic": "interested in {topics}",
        "shared-topic": "same topic as you: {topic}",
        "close-work": "work close to the topic: {where}",
        "role": "{where}",
        "organisation": "nobody else at the table from {where}",
        "site": "nobody else at the table from the {where} site",
        "department": "nobody else at the table from the department {where}",
        "other-field": "only one at the table to name {topic}",
        "level": "level: {level}",
        "region": "one more country: {country}",
        "met-before": "was at round {round}",
        "note": "your note: {note}",
        "for-the-mix": "for the mix: no word in common with the topic",
        "only-a-name": "for the mix: only the name is known",
        "other-language": "letters in {writes}; may not speak {spoken}",
        "at-night": "it is {time} there then",
        "twice-silent": "left your last two invitations unanswered",
        "invited-lately": "asked to another of your parties not long ago",
    },
    Language.NL: {
        "hoped-to-meet": "op uw wenslijst",
        "talk": "presentatie {title}",
        "topic": "belangstelling: {topics}",
        "shared-topic": "gezamenlijk onderwerp: {topic}",
        "close-work": "werk dicht bij het onderwerp: {where}",
        "role": "{where}",
        "organisation": "verder niemand aan tafel van: {where}",
        "site": "verder niemand aan tafel van locatie {where}",
        "department": "verder niemand aan tafel van afdeling {where}",
        "other-field": "noemt als enige aan tafel {topic}",
        "level": "niveau: {level}",
        "region": "nog een land: {country}",
        "met-before": "was bij ronde {round}",
        "note": "uw notitie: {note}",
        "for-the-mix": "voor de mix: geen woord gemeen met het onderwerp",
        "only-a-name": "voor de mix: alleen de naam is bekend",
        "other-language": "brieven in het {writes}; spreekt misschien geen {spoken}",
        "at-night": "daar is het dan {time} uur",
        "twice-silent": "liet uw laatste twee uitnodigingen onbeantwoord",
        "invited-lately": "kort geleden voor een andere borrel uitgenodigd",
    },
}

LEVEL_NAMES: Mapping[Language, Mapping[str, str]] = {
    Language.DE: {
        "top": "Unternehmensleitung",
        "senior": "erfahren oder in leitender Rolle",
        "junior": "am Anfang der Laufbahn",
        "independent": "selbstständig",
    },
    Language.EN: {
        "top": "top management",
        "senior": "senior or leading role",
        "junior": "early in the career",
        "independent": "independent",
    },
    Language.NL: {
        "top": "hoogste leiding",
        "senior": "ervaren of leidinggevend",
        "junior": "begin van de loopbaan",
        "independent": "zelfstandig",
    },
}

LANGUAGE_NAMES: Mapping[Language, Mapping[str, str]] = {
    Language.DE: {"de": "Deutsch", "en": "Englisch", "nl": "Niederländisch"},
    Language.EN: {"de": "German", "en": "English", "nl": "Dutch"},
    Language.NL: {"de": "Duits", "en": "Engels", "nl": "Nederlands"},
}
