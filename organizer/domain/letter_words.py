"""The words a letter is filled with that are neither the host's nor the guest's, in every language and voice."""

from collections.abc import Mapping
from dataclasses import dataclass

from organizer.domain.vocabulary import Formality, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One voice. `{link}` and the like are filled in by name; `last_time` is chosen by what was answered then."""

    how_to_answer: str
    how_to_answer_by_link: str
    answer_again: str
    answer_again_by_link: str
    answer_stands: str
    last_time: Mapping[str, str]
    named_as: str
    not_named: str
    from_list: str
    from_acquaintance: str
    received: str
    basis: str
    kept: str
    stop_by_reply: str
    stop_by_link: str


NUMBERS = {
    Language.DE: ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    Language.EN: ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    Language.NL: ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
}
# Who else is there: besides the reader, or, told to a guest speaker, all guests. Colleagues where a visit brings people
# of one organisation together.
OTHER_GUESTS = {
    Language.DE: ("eine weitere Person", "{number} weitere Gäste"),
    Language.EN: ("one other guest", "{number} other guests"),
    Language.NL: ("één andere gast", "{number} andere gasten"),
}
GUESTS = {
    Language.DE: ("eine Person", "{number} Gäste"),
    Language.EN: ("one guest", "{number} guests"),
    Language.NL: ("één gast", "{number} gasten"),
}
OTHER_COLLEAGUES = {
    Language.DE: ("eine weitere Person aus unserem Haus", "{number} weitere Kolleginnen und Kollegen"),
    Language.EN: ("one other colleague", "{number} other colleagues"),
    Language.NL: ("één andere collega", "{number} andere collega’s"),
}
COLLEAGUES = {
    Language.DE: ("eine Person aus unserem Haus", "{number} Kolleginnen und Kollegen"),
    Language.EN: ("one colleague", "{number} colleagues"),
    Language.NL: ("één collega", "{number} collega’s"),
}
FROM_ORGANISATIONS = {
    Language.DE: " aus {number} Organisationen",
    Language.EN: " from {number} organisations",
    Language.NL: " uit {number} organisaties",
}
AMONG_THEM = {
    Language.DE: " (darunter {names})",
    Language.EN: " ({names} among them)",
    Language.NL: " (onder wie {names})",
}
# Guests of an introduction who did not agree to be named.
UNNAMED = {
    Language.DE: (
        "Dazu kommt eine Person, die sich selbst vorstellt.",
        "Dazu kommen {number} Gäste, die sich selbst vorstellen.",
    ),
    Language.EN: (
        "One more guest prefers to introduce themselves at the table.",
        "Another {number} guests prefer to introduce themselves at the table.",
    ),
    Language.NL: (
        "Daarnaast komt er nog iemand die zichzelf voorstelt.",
        "Daarnaast komen er nog {number} gasten die zichzelf voorstellen.",
    ),
}
# The two answers that open a mail, each the word its subject begins with.
ANSWERS_BY_MAIL = {Language.DE: ("Ja", "Nein"), Language.EN: ("Yes", "No"), Language.NL: ("Ja", "Nee")}
MINUTES = {Language.DE: "{number} Minuten", Language.EN: "{number} minutes", Language.NL: "{number} minuten"}
LANGUAGES = {
    Language.DE: {Language.DE: "Deutsch", Language.EN: "Englisch", Language.NL: "Niederländisch"},
    Language.EN: {Language.DE: "German", Language.EN: "English", Language.NL: "Dutch"},
    Language.NL: {Language.DE: "Duits", Language.EN: "Engels", Language.NL: "Nederlands"},
}
# What changed, as a headline and as what a round "has" or "gets".
CHANGES = {
    Language.DE: {
        "date": ("neuer Termin", "einen neuen Termin"),
        "length": ("andere Dauer", "eine andere Dauer"),
        "link": ("neuer Videolink", "einen neuen Videolink"),
    },
    Language.EN: {
        "date": ("new time", "a new time"),
        "length": ("different length", "a different length"),
        "link": ("new video link", "a new video link"),
    },
    Language.NL: {
        "date": ("nieuw tijdstip", "een nieuw tijdstip"),
        "length": ("andere duur", "een andere duur"),
        "link": ("nieuwe videolink", "een nieuwe videolink"),
    },
}

DE_FORMAL = Words(
    how_to_answer="Zur Antwort genügt ein Klick im Kalendereintrag oder eine Mail.",
    how_to_answer_by_link="Antworten können Sie im Kalendereintrag oder hier: {link}",
    answer_again="Weil sich die Zeit geändert hat, bitte ich Sie noch einmal um ein Ja oder Nein, "
    "im Kalendereintrag oder mit einer Mail.",
    answer_again_by_link="Weil sich die Zeit geändert hat, bitte ich Sie noch einmal um ein Ja oder Nein, "
    "im Kalendereintrag oder hier: {link}",
    answer_stands="Haben Sie schon geantwortet, so bleibt es dabei.",
    last_time={
        "came": "es war schön, dass Sie letztes Mal dabei waren.",
        "said-no": "letztes Mal hat es bei Ihnen nicht gepasst; danke, dass Sie es mich haben wissen lassen.",
        "silent": "letztes Mal sind wir nicht zusammengekommen.",
    },
    named_as="Über Sie lesen die anderen: {line}.",
    not_named="Ihren Namen habe ich den anderen nicht genannt. Möchten Sie genannt werden, genügt eine kurze Antwort.",
    from_list="{host} ({email}) schreibt Ihnen, weil Sie auf dieser Liste stehen: {list}{received}.{basis}",
    from_acquaintance="{host} ({email}) schreibt Ihnen persönlich; Ihre Adresse stammt aus keiner Liste.",
    received=", erhalten am {day}",
    basis=" Grundlage: {basis}.",
    kept="Gespeichert sind Ihr Name, Ihre Mailadresse und die Angaben zu Ihrer Arbeit; verwendet werden sie nur "
    "für diese Runden, und die Briefe werden 90 Tage nach der letzten gelöscht.",
    stop_by_reply="Wenn Sie keine weitere Mail wünschen, antworten Sie mit STOP. Auch für Auskunft oder Löschung "
    "genügt eine Antwort.",
    stop_by_link="Hier können Sie alles ansehen, löschen lassen oder sagen, dass Sie keine weitere Mail wünschen: "
    "{link}",
)

DE_INFORMAL = Words(
    how_to_answer="Zur Antwort genügt ein Klick im Kalendereintrag oder eine Mail.",
    how_to_answer_by_link="Antworten kannst du im Kalendereintrag oder hier: {link}",
    answer_again="Weil sich die Zeit geändert hat, bitte ich dich noch einmal um ein Ja oder Nein, "
    "im Kalendereintrag oder mit einer Mail.",
    answer_again_by_link="Weil sich die Zeit geändert hat, bitte ich dich noch einmal um ein Ja oder Nein, "
    "im Kalendereintrag oder hier: {link}",
    answer_stands="Hast du schon geantwortet, so bleibt es dabei.",
    last_time={
        "came": "es war schön, dass du letztes Mal dabei warst.",
        "said-no": "letztes Mal hat es bei dir nicht gepasst; danke, dass du es mich hast wissen lassen.",
        "silent": "letztes Mal sind wir nicht zusammengekommen.",
    },
    named_as="Über dich lesen die anderen: {line}.",
    not_named="Deinen Namen habe ich den anderen nicht genannt. Möchtest du genannt werden, genügt eine kurze Antwort.",
    from_list="{host} ({email}) schreibt dir, weil du auf dieser Liste stehst: {list}{received}.{basis}",
    from_acquaintance="{host} ({email}) schreibt dir persönlich; deine Adresse stammt aus keiner Liste.",
    received=", erhalten am {day}",
    basis=" Grundlage: {basis}.",
    kept="Gespeichert sind dein Name, deine Mailadresse und die Angaben zu deiner Arbeit; verwendet werden sie nur für "
    "diese Runden, und die Briefe werden 90 Tage nach der letzten gelöscht.",
    stop_by_reply="Wenn du keine weitere Mail möchtest, antworte mit STOP. Auch für Auskunft oder Löschung genügt "
    "eine Antwort.",
    stop_by_link="Hier kannst du alles ansehen, löschen lassen oder sagen, dass du keine weitere Mail möchtest: {link}",
)

NL_FORMAL = Words(
    how_to_answer="Antwoorden kan in de agenda-uitnodiging of met een mail.",
    how_to_answer_by_link="Antwoorden kan in de agenda-uitnodiging of hier: {link}",
    answer_again="Omdat de tijd is veranderd, vraag ik u nog eens om een ja of een nee, "
    "in de agenda-uitnodiging of met een mail.",
    answer_again_by_link="Omdat de tijd is veranderd, vraag ik u nog eens om een ja of een nee, "
    "in de agenda-uitnodiging of hier: {link}",
    answer_stands="Hebt u al geantwoord, dan blijft dat gewoon gelden.",
    last_time={
        "came": "Het was fijn dat u er de vorige keer bij was.",
        "said-no": "De vorige keer kwam het u niet uit; dank dat u het mij liet weten.",
        "silent": "De vorige keer is het er niet van gekomen.",
    },
    named_as="Over u lezen de anderen: {line}.",
    not_named="Uw naam heb ik de anderen niet genoemd. Wilt u wel genoemd worden, dan is een kort antwoord genoeg.",
    from_list="{host} ({email}) schrijft u omdat u op deze lijst staat: {list}{received}.{basis}",
    from_acquaintance="{host} ({email}) schrijft u persoonlijk; uw adres komt niet van een lijst.",
    received=", ontvangen op {day}",
    basis=" Grondslag: {basis}.",
    kept="Bewaard worden uw naam, uw mailadres en de gegevens over uw werk; ze worden alleen voor deze "
    "bijeenkomsten gebruikt, en de brieven worden 90 dagen na de laatste gewist.",
    stop_by_reply="Wilt u geen mail meer ontvangen, antwoord dan met STOP. Ook voor inzage of verwijdering volstaat "
    "een antwoord.",
    stop_by_link="Hier kunt u alles inzien, laten verwijderen of zeggen dat u geen mail meer wilt: {link}",
)

NL_INFORMAL = Words(
    how_to_answer="Antwoorden kan in de agenda-uitnodiging of met een mail.",
    how_to_answer_by_link="Antwoorden kan in de agenda-uitnodiging of hier: {link}",
    answer_again="Omdat de tijd is veranderd, vraag ik je nog eens om een ja of een nee, "
    "in de agenda-uitnodiging of met een mail.",
    answer_again_by_link="Omdat de tijd is veranderd, vraag ik je nog eens om een ja of een nee, "
    "in de agenda-uitnodiging of hier: {link}",
    answer_stands="Heb je al geantwoord, dan blijft dat gewoon gelden.",
    last_time={
        "came": "Fijn dat je er de vorige keer bij was.",
        "said-no": "De vorige keer kwam het je niet uit; dank dat je het me liet weten.",
        "silent": "De vorige keer is het er niet van gekomen.",
    },
    named_as="Over jou lezen de anderen: {line}.",
    not_named="Je naam heb ik de anderen niet genoemd. Wil je wel genoemd worden, dan is een kort antwoord genoeg.",
    from_list="{host} ({email}) schrijft je omdat je op deze lijst staat: {list}{received}.{basis}",
    from_acquaintance="{host} ({email}) schrijft je persoonlijk; je adres komt niet van een lijst.",
    received=", ontvangen op {day}",
    basis=" Grondslag: {basis}.",
    kept="Bewaard worden je naam, je mailadres en de gegevens over je werk; ze worden alleen voor deze "
    "bijeenkomsten gebruikt, en de brieven worden 90 dagen na de laatste gewist.",
    stop_by_reply="Wil je geen mail meer ontvangen, antwoord dan met STOP. Ook voor inzage of verwijdering volstaat "
    "een antwoord.",
    stop_by_link="Hier kun je alles inzien, laten verwijderen of zeggen dat je geen mail meer wilt: {link}",
)

ENGLISH = Words(
    how_to_answer="Please answer in the calendar entry or by mail.",
    how_to_answer_by_link="Please answer in the calendar entry or here: {link}",
    answer_again="As the time has changed, I would ask you for a yes or no once more, in the calendar entry or by "
    "mail.",
    answer_again_by_link="As the time has changed, I would ask you for a yes or no once more, in the calendar entry "
    "or here: {link}",
    answer_stands="If you have answered already, your answer stands.",
    last_time={
        "came": "It was good to have you with us last time.",
        "said-no": "Last time it did not suit you; thank you for letting me know.",
        "silent": "Last time we did not manage to meet.",
    },
    named_as="What the others read about you: {line}.",
    not_named="I have not given your name to the others. If you would like to be named, a short reply is enough.",
    from_list="{host} ({email}) is writing to you because you are on this list: {list}{received}.{basis}",
    from_acquaintance="{host} ({email}) is writing to you personally; your address comes from no list.",
    received=", received on {day}",
    basis=" Basis: {basis}.",
    kept="Your name, your mail address and what is known of your work are kept and used for these rounds only; "
    "letters are deleted 90 days after the last of them.",
    stop_by_reply="If you would like no further mail, reply with STOP. A reply is also enough to see or "
    "delete your data.",
    stop_by_link="You can see all of it, have it deleted or say that you would like no further mail here: {link}",
)

WORDS: Mapping[tuple[Language, Formality], Words] = {
    (Language.DE, Formality.FORMAL): DE_FORMAL,
    (Language.DE, Formality.INFORMAL): DE_INFORMAL,
    (Language.NL, Formality.FORMAL): NL_FORMAL,
    (Language.NL, Formality.INFORMAL): NL_INFORMAL,
    (Language.EN, Formality.FORMAL): ENGLISH,
    (Language.EN, Formality.INFORMAL): ENGLISH,
}
