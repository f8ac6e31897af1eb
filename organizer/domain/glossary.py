"""Words of German, Dutch and English that need to be known: those that say nothing, and the subjects of conferences."""

# Folded as texts are when compared. "it" is none of them, since IT is a topic.
STOP_WORDS = """
a about after all an and are as at be been between by can do does for from has have how if in into is its more most no
not of on one or our out over so than that the their them they this to too up us was we were what when where which who
why will with without you your
aber als am an auf aus bei bin bis da das dass dem den denn der des die dies du ein eine einem einen einer eines er es
fur gegen hat im ist ja kann kein man mehr mit nach nicht noch nur ob oder ohne sein sich sie sind so uber um und uns
unser unsere vom von vor was weil wenn wer wie wir wird wo zu zum zur zwischen
aan al bij dan dat de deze dit door een en geen had heeft het hoe hun ik in je kan maar meer met mijn naar niet nog om
ons onze op te tegen tot u uit van voor waar wat wie wij worden wordt ze zijn zonder
"""
# One line is one subject, its expressions parted by commas, in no need of spelling variants: they are compared folded,
# and a longer word beginning with one of six or more letters counts as well.
SUBJECTS = """
accessibility, Barrierefreiheit, toegankelijkheid
AI, KI, artificial intelligence, Künstliche Intelligenz, kunstmatige intelligentie
machine learning, maschinelles Lernen, machinaal leren
ethics, Ethik, ethiek
privacy, data protection, Datenschutz, gegevensbescherming, GDPR, DSGVO, AVG
security, cybersecurity, IT-Sicherheit, Informationssicherheit, Sicherheit, beveiliging, informatiebeveiliging
research data, Forschungsdaten, onderzoeksdata, onderzoeksgegevens
research, Forschung, onderzoek
science, Wissenschaft, wetenschap
open source, freie Software, free software, vrije software
digital government, e-government, digitale Verwaltung, digitale overheid, Verwaltungsdigitalisierung
government, public sector, public administration, Verwaltung, öffentlicher Dienst, Behörde, overheid, gemeente
digitalisation, digitalization, digital transformation, Digitalisierung, digitalisering
teaching, Lehre, Unterricht, onderwijs
learning, Lernen, leren
education, training, Bildung, Weiterbildung, opleiding
school, Schule, school
university, higher education, Hochschule, Universität, universiteit, hogeschool
library, libraries, Bibliothek, bibliotheek
archive, Archiv, archief
museum, Museum, musea, cultural heritage, Kulturerbe, erfgoed
sustainability, Nachhaltigkeit, duurzaamheid
climate, Klima, klimaat
energy, Energie
mobility, Mobilität, Verkehr, mobiliteit, transport
logistics, Logistik, logistiek, supply chain, Lieferkette
manufacturing, Produktion, Fertigung, productie
construction, Bauwesen, bouw
agriculture, Landwirtschaft, landbouw
health, Gesundheit, gezondheid, healthcare, Gesundheitswesen, gezondheidszorg
care, Pflege, zorg
health data, Gesundheitsdaten, gezondheidsdata, zorgdata
leadership, Führung, leiderschap
collaboration, cooperation, Zusammenarbeit, samenwerking
remote work, hybrid work, Homeoffice, thuiswerken, hybrid werken, hybrides Arbeiten
future of work, New Work, Arbeitswelt, toekomst van werk
recruiting, hiring, Personalgewinnung, werving
human resources, HR, Personalwesen, personeelszaken
diversity, inclusion, Vielfalt, Diversität, Inklusion, diversiteit, inclusie
equality, Gleichstellung, gelijkheid
community, Gemeinschaft, gemeenschap
communication, Kommunikation, communicatie
language, Sprache, taal
translation, Übersetzung, vertaling
law, Recht, Rechtswissenschaft, recht
standards, Normen, standaarden
procurement, Beschaffung, Vergabe, inkoop, aanbesteding
sales, Vertrieb, verkoop
quality, Qualität, kwaliteit
innovation, Innovation, innovatie
start-up, startup, Gründung, entrepreneurship, Unternehmertum, ondernemerschap
finance, Finanzen, financiën
insurance, Versicherung, verzekering
bank, banking, Bankwesen, bankieren
software development, Softwareentwicklung, softwareontwikkeling
software architecture, Softwarearchitektur, softwarearchitectuur
user experience, UX, usability, Nutzerfreundlichkeit, gebruiksvriendelijkheid
design, Gestaltung, vormgeving
data analysis, data analytics, Datenanalyse, data-analyse
data quality, Datenqualität, datakwaliteit
data space, Datenraum, dataruimte
statistics, Statistik, statistiek
infrastructure, Infrastruktur, infrastructuur
citizen participation, Bürgerbeteiligung, burgerparticipatie
democracy, Demokratie, democratie
volunteering, Ehrenamt, vrijwilligerswerk
project management, Projektmanagement, projectmanagement
knowledge, Wissen, kennis
publishing, Publizieren, publiceren
"""
