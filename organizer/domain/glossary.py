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
accounting, bookkeeping, Buchhaltung, Rechnungswesen, boekhouding
addiction, Sucht, verslaving
administration, Sachbearbeitung, administratie
advertising, Werbung, reclame
ageing, elderly, senior citizens, old people, Senioren, alte Menschen, ältere Menschen, ouderen, Alter
air quality, Luftqualität, luchtkwaliteit
airport, aviation, Luftfahrt, Flughafen, luchtvaart, luchthaven
animal welfare, Tierschutz, Tierwohl, dierenwelzijn
animals, Tiere, dieren, veterinary, Tierarzt, dierenarts
apprenticeship, vocational training, Ausbildung, Lehrling, leerling, vakopleiding
architecture, Architektur, architectuur
archaeology, Archäologie, archeologie, excavation, Ausgrabung, opgraving
art, arts, Kunst, Künste, kunsten
automation, Automatisierung, automatisering, robotics, Robotik, robotica
baking, bakery, Bäckerei, bakkerij
bees, beekeeping, beekeeper, Bienen, Imker, Imkerei, bijen, imker, bijenteelt
biodiversity, Biodiversität, Artenvielfalt, biodiversiteit, nature, Natur, Naturschutz, natuur
blockchain, cryptography, Kryptografie, cryptografie
book, books, reading, Bücher, Lesen, Leseförderung, boeken, lezen, leesbevordering
brewery, beer, Brauerei, Bier, bier, brouwerij
bridge, bridges, Brücke, Brücken, brug, bruggen
buildings, real estate, Gebäude, Immobilien, gebouwen, vastgoed
bullying, violence, Gewalt, Mobbing, geweld, pesten
burnout, stress, Erschöpfung, Belastung, werkdruk, mental health, psychische Gesundheit, mentale gezondheid
business model, Geschäftsmodell, verdienmodel
cancer, oncology, Krebs, Onkologie, kanker, oncologie
car, cars, Auto, Autos, auto, auto's, automotive
chemistry, Chemie, chemie
child, children, Kind, Kinder, kind, kinderen, childcare, Kita, kinderopvang, family, Familie, gezin
circular economy, recycling, Kreislaufwirtschaft, circulaire economie, waste, Abfall, Müll, afval
city, cities, urban, Stadt, Städte, Stadtplanung, stad, stadsplanning, urban planning, Innenstadt, binnenstad
cloud, Rechenzentrum, data centre, datacenter
coaching, mentoring, Begleitung, begeleiding
competition, Wettbewerb, concurrentie
complaint, complaints, Beschwerde, Reklamation, klacht
conflict, mediation, Konflikt, Streit, Schlichtung, conflict, geschil
consulting, advice, Beratung, advies
contract, Vertrag, contract
cooking, cuisine, restaurant, Küche, Kochen, Gastronomie, keuken, koken, horeca
copyright, Urheberrecht, auteursrecht
court, judge, Gericht, Richter, rechtbank, rechter, justice, Justiz, justitie
crisis, emergency, disaster, Krise, Notfall, Katastrophe, crisis, noodgeval, ramp
crime, police, Kriminalität, Polizei, criminaliteit, politie
culture, Kultur, cultuur
curriculum, Lehrplan, leerplan, exam, assessment, Prüfung, Klausur, toets, examen, tentamen
customer, customers, clients, Kunden, klanten
cycling, bicycle, bike, Radverkehr, Fahrrad, fiets, fietsen
dance, ballet, Tanz, dans
dementia, Demenz, dementie
dentist, teeth, Zahnarzt, Zahnheilkunde, tandarts
development aid, Entwicklungszusammenarbeit, ontwikkelingssamenwerking
dike, levee, flood, Deich, Hochwasser, Überschwemmung, dijk, overstroming, hoogwater
diplomacy, foreign policy, Außenpolitik, buitenlands beleid
disability, Behinderung, beperking, handicap
donation, fundraising, Spenden, Spende, fondsenwerving, donatie, giften
drought, Dürre, Trockenheit, droogte
drugs, medicines, Medikament, Medikamente, Arzneimittel, medicijnen, geneesmiddelen
pharmacy, Apotheke, apotheek
employment law, labour law, Arbeitsrecht, arbeidsrecht, dismissal, Kündigung, Entlassung, ontslag
explainable, explainability, erklärbar, Erklärbarkeit, uitlegbaar, uitlegbaarheid
transparency, transparent, Transparenz, transparantie
export, trade, Handel, Außenhandel, handel
factory, plant floor, Fabrik, Werk, fabriek
fashion, textiles, clothing, Mode, Textil, Kleidung, mode, textiel, kleding
film, video, cinema, Kino, bioscoop
fire safety, fire protection, fire brigade, Brandschutz, Feuerwehr, brandveiligheid, brandweer
fishing, fisheries, fish, Fischerei, Fisch, visserij, vis
food, nutrition, diet, Lebensmittel, Ernährung, Essen, voeding, voedsel, eten
forest, forestry, trees, Wald, Forst, Bäume, bos, bosbouw, bomen
fraud, corruption, Betrug, Korruption, fraude, corruptie
funding, grants, Förderung, Drittmittel, subsidie, financiering
gaming, games, play, Spiele, Spiel, games, spel, spellen
garden, gardening, landscape, Garten, Gartenbau, Landschaft, tuin, tuinbouw, landschap
genetics, Genetik, genetica
geography, maps, geodata, Karten, Geodaten, kaarten, geodata, GIS
grid, power grid, electricity, Strom, Stromnetz, Netz, stroomnet, elektriciteit, stroom
grief, bereavement, Trauer, rouw
hacker, hackers, phishing, cyber attack, Cyberangriff, cyberaanval
harbour, port, ports, Hafen, Häfen, haven, havens
heating, heat, district heating, Wärme, Heizung, Fernwärme, warmte, verwarming, warmtenet
history, Geschichte, geschiedenis
homelessness, Obdachlosigkeit, Wohnungslosigkeit, dakloosheid
hospital, clinic, Krankenhaus, Klinik, Klinikum, ziekenhuis, kliniek
hotel, tourism, Tourismus, Reisen, toerisme, reizen
housing, flats, Wohnen, Wohnung, Wohnungsbau, wonen, woning, woningen, volkshuisvesting
housing shortage, Wohnungsnot, woningnood
rent, Miete, huur
hygiene, cleaning, Hygiene, Reinigung, Sauberkeit, schoonmaak
image, photography, Bild, Fotografie, beeld, fotografie, image recognition, Bilderkennung, beeldherkenning
industry, Industrie, industrie
inspection, testing, Prüfung, Inspektion, keuring, inspectie
integration, migration, refugees, Flüchtlinge, Geflüchtete, Integration, integratie, migratie, vluchtelingen
interview, interviews, job interview, Vorstellungsgespräch, Bewerbungsgespräch, sollicitatiegesprek, sollicitatie
investment, Investition, investering, shares, stock exchange, Börse, beurs
kindergarten, nursery, Kindergarten, peuterspeelzaal
labour market, Arbeitsmarkt, arbeidsmarkt, job, jobs, Stelle, baan, vacature
laboratory, Labor, laboratorium
language model, language models, LLM, Sprachmodell, Sprachmodelle, taalmodel, taalmodellen, chatbot
licence, licensing, Lizenz, Lizenzen, licentie, patent, Patente, octrooi
light, lighting, Licht, Beleuchtung, verlichting
literature, author, Literatur, Autorin, literatuur, auteur
loneliness, Einsamkeitheid, alleen
machine, machines, engineering, Maschine, Maschinenbau, machine, machinebouw
maintenance, repair, Wartung, Instandhaltung, Reparatur, onderhoud, reparatie
predictive maintenance, vorausschauende Wartung, voorspellend onderhoud
marketing, brand, Marke, merk
mathematics, maths, Mathematik, wiskunde
media, Medien, media, social media, soziale Medien, sociale media
medicine, doctor, physician, Medizin, Arzt, Ärztin, geneeskunde, arts, dokter
metadata, Metadaten, metadata
mining, Bergbau, mijnbouw, steel, Stahl, staal
negotiation, collective bargaining, Verhandlung, Tarifverhandlung, Tarif, onderhandeling, cao
neighbourhood, neighbours, Nachbarschaft, Nachbarn, Quartier, buurt, buren, wijk
network, networking, Netzwerk, Vernetzung, netwerk
noise, sound, Lärm, Schall, geluid, lawaai
nuclear, Kernenergie, kernenergie
nurse, nursing, Krankenpflege, Pflegekraft, verpleegkundige, verpleging
open access, open science, scholarly publishing, wissenschaftliches Publizieren, wetenschappelijk publiceren
paper, print, Druck, drukwerk
parents, Eltern, ouders, parenting, Erziehung, opvoeding
pension, retirement, Rente, Ruhestand, pensioen
philosophy, Philosophie, filosofie
physics, Physik, natuurkunde
plain language, clear language, einfache Sprache, leichte Sprache, begrijpelijke taal, eenvoudige taal
plants, plant-based, Pflanzen, pflanzlich, planten, plantaardig, vegetable, Gemüse, groente
plastic, packaging, Kunststoff, Plastik, Verpackung, kunststof, verpakking
policy, politics, Politik, beleid, politiek
poverty, Armut, armoede
pregnancy, birth, midwife, Schwangerschaft, Geburt, Hebamme, zwangerschaft, geboorte, verloskundige
prevention, Prävention, Vorbeugung, preventie
pricing, price, Preis, Preise, prijs, prijzen
prison, Gefängnis, gevangenis
psychology, therapy, Psychologie, Therapie, psychologie, therapie
radio, podcast, Rundfunk, omroep
railway, railways, train, trains, Bahn, Eisenbahn, Zug, Schiene, spoor, spoorwegen, trein
regulation, compliance, Regulierung, Regeltreue, regelgeving, naleving
rehabilitation, Rehabilitation, revalidatie, physiotherapy, Physiotherapie, fysiotherapie
religion, church, Kirche, Religion, kerk, religie, pastoral care, Seelsorge, pastoraat
renovation, refurbishment, Sanierung, Renovierung, renovatie, verbouwing
retail, shop, store, Einzelhandel, Laden, detailhandel, winkel
risk, Risiko, risico
roof, roofs, Dach, Dächer, dak, daken
sales, selling, Verkauf, Kundengewinnung, verkoop
safety, occupational safety, Arbeitsschutz, Arbeitssicherheit, arbeidsveiligheid
salary, wages, pay, Gehalt, Lohn, salaris, loon
shift work, shift, rota, Schicht, Dienstplan, rooster, ploegendienst
shipping, ship, ships, Schiff, Schifffahrt, schip, scheepvaart
sick leave, absence, absenteeism, Krankenstand, Fehlzeiten, ziekteverzuim, verzuim
simulation, modelling, Modellierung, modellering
social work, Sozialarbeit, maatschappelijk werk, welfare, Wohlfahrt, welzijn
sociology, society, Soziologie, Gesellschaft, sociologie, samenleving, maatschappij
solar, photovoltaics, solar power, Photovoltaik, Solar, Solarstrom, zonne-energie, zonnepanelen
space, satellite, Raumfahrt, Satellit, ruimtevaart, satelliet
speech, speech therapy, stuttering, Sprechen, Logopädie, Stottern, spraak, logopedie, stotteren
sport, football, Sport, Fußball, voetbal
strategy, Strategie, strategie
student, students, Studierende, Studium, studenten, studie
supplier, suppliers, Lieferant, Lieferanten, leverancier, leveranciers
survey, questionnaire, Umfrage, Befragung, Fragebogen, enquête, vragenlijst, sampling, Stichprobe, steekproef
tax, taxes, VAT, Steuer, Steuern, Umsatzsteuer, belasting, btw, fiscaal
teacher, teachers, Lehrer, Lehrkraft, leraar, docent
telecommunications, broadband, Glasfaser, glasvezel, Breitband
theatre, stage, Theater, Bühne, theater, toneel
tools, craft, craftsmanship, Handwerk, ambacht, vakmanschap
trade union, works council, Gewerkschaft, Betriebsrat, vakbond, ondernemingsraad
trade fair, exhibition, Messe, Ausstellung, beurs, tentoonstelling
unemployment, Arbeitslosigkeit, werkloosheid
vaccination, Impfung, vaccinatie
virtual reality, augmented reality, virtuelle Realität
warehouse, storage, Lager, Lagerhaltung, magazijn, opslag
water, drinking water, Wasser, Trinkwasser, drinkwater
web, website, websites, internet, Internet
wind energy, wind power, Windkraft, Windenergie, windenergie
wine, winegrowing, vineyard, Wein, Weinbau, Winzer, wijn, wijnbouw, wijngaard
women, Frauen, vrouwen, gender, Geschlecht
wood, timber, Holz, Holzbau, hout, houtbouw
work-life balance, Vereinbarkeit, werk-privébalans
young people, youth, teenagers, Jugend, Jugendliche, junge Menschen, jongeren, jeugd
blindness, Blindheit, Sehbehinderung, blindheid, slechtziendheid
choir, Chor, koor
credit, loan, lending, Kredit, Darlehen, krediet, lening
debt, Schulden, schulden
hydrogen, Wasserstoff, waterstof
journalism, press, news, Journalismus, Presse, Nachrichten, journalistiek, pers, nieuws
music, Musik, muziek
parking, Parken, parkeren
pedestrians, walking, Fußgänger, Fußverkehr, voetgangers
soil, Boden, bodem
traffic, Verkehr, verkeer
"""
