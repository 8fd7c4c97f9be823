/** What is said about what is recorded, and around what customers wrote, in Dutch. */
export const privacyNl = {
	title: 'Wat er wordt vastgelegd',
	lead: 'Van wie, waarom, hoe lang, en wie het ziet. Deze pagina komt uit het systeem zelf en is af te drukken.',
	print: 'Afdrukken',
	why: 'Waarom',
	who: 'Wie het ziet',
	howLong: 'Hoe lang',
	forEver: 'zonder einddatum',
	days: (days: string) => `${days} dagen`,
	nobody: 'niemand',
	yourself: 'jijzelf',
	whileUsed: 'zolang het account of scherm bestaat',
	roles: {
		display: 'schermen',
		executive: 'directie',
		manager: 'teamleiders',
		admin: 'beheerders',
		auditor: 'toezichthouders'
	},
	customers: 'Klanten',
	customersRows: {
		events: {
			what: 'Wanneer een contact begon, op welke wachtrij het wachtte, wanneer het werd aangenomen en eindigde, en het cijfer van een enquête. Nummers van klanten en contacten zijn bij binnenkomst vervangen door codes; namen komen er niet in.',
			why: 'Om te zien of klanten snel en goed geholpen worden.'
		},
		comments: {
			what: 'Wat een klant in eigen woorden bij een enquête schreef. Versleuteld bewaard, los van de rest.',
			why: 'Om te leren van wat klanten zeggen. Pas na een kwartier leesbaar, alleen van eigen wachtrijen, zonder klant en zonder medewerker, en alleen als er minstens vijf antwoorden zijn.'
		},
		rejected: {
			what: 'Gegevens van gekoppelde systemen die niet te lezen waren, zoals ze binnenkwamen. Daar kan een klantnummer in staan.',
			why: 'Om de koppeling te herstellen.'
		}
	},
	agents: 'Medewerkers van het contactcenter',
	agentsRows: {
		events: {
			what: 'Wanneer iemand een contact aannam of beëindigde, en of iemand beschikbaar, in gesprek of afwezig was. Het nummer van de medewerker is bij binnenkomst vervangen door een code.',
			why: 'Om per team te tellen hoeveel mensen er zijn en hoe lang contacten duren. Borden en rapporten tonen alleen aantallen van de hele groep.'
		}
	},
	people: 'Wie inlogt',
	peopleRows: {
		account: {
			what: 'Naam, adres, rollen, wanneer je voor het laatst inlogde, en een onomkeerbare afdruk van het wachtwoord.',
			why: 'Om alleen binnen te laten wie dat mag.'
		},
		sessions: {
			what: 'Per browser waarin je bent ingelogd: wanneer, netwerkadres en soort browser.',
			why: 'Om te zien of iemand anders jouw account gebruikt.'
		},
		invitations: { what: 'Uitnodigingen: naam en adres.', why: 'Om iemand één keer binnen te laten.' },
		audit: {
			what: 'Wie iets wijzigde aan mensen, sleutels, schermen of instellingen, en wie opmerkingen las. Met een nummer in plaats van een naam.',
			why: 'Om achteraf te kunnen nagaan wat er gebeurde.'
		}
	},
	displays: 'Schermen aan de muur',
	displaysRows: {
		account: {
			what: 'Naam van het scherm, netwerkadres, soort browser, en wanneer het voor het laatst iets liet horen.',
			why: 'Om te zien welk scherm zwart is.'
		},
		pairings: { what: 'Verzoeken om een scherm te koppelen.', why: 'Om het juiste scherm te koppelen.' }
	},
	absentTitle: 'Wat er niet is',
	absent: [
		'Geen cijfer, ranglijst of trend van één medewerker: het zit er niet in, ook niet uitgeschakeld.',
		'Geen melding dat iemand even niets doet.',
		'Geen opnamen, geen gespreksinhoud, geen meekijken met schermen.',
		'Geen namen van klanten of medewerkers op een bord, in een melding of in een rapport.',
		'Geen bedrijf van buiten dat meekijkt: er gaat niets naar buiten dan wat de beheerder koppelt.'
	],
	jobTitle: 'Opruimen',
	lastRun: (when: string) => `Voor het laatst gedaan: ${when}.`,
	notYet: 'Nog niet gedaan sinds de laatste start.',
	failed: 'Bij de laatste keer is niet alles gelukt. De beheerder ziet dat ook in de toestand van het systeem.',
	overdue: 'Er staat iets dat al weg had moeten zijn.',
	kinds: {
		comments: 'Opmerkingen',
		rejected: 'Onleesbare gegevens',
		audit: 'Wie wat deed',
		sessions: 'Browsers waarin iemand inlogde',
		invitations: 'Uitnodigingen',
		pairings: 'Koppelverzoeken',
		log: 'Gebeurtenissen onder code'
	},
	kind: 'Soort',
	limit: 'Bewaard',
	rows: 'Aantal nu',
	oldest: 'Oudste',
	erased: 'Laatst gewist',
	backupTitle: 'Reservekopieën',
	backupLast: (when: string) => `Laatste hele kopie: ${when}.`,
	backupNone: 'Er is nog geen hele kopie.',
	backupFailed: (reason: string) => `De laatste poging is mislukt: ${reason}`,
	backupOverdue: 'Er had een nieuwere moeten zijn.',
	backupNext: (when: string) => `De volgende: ${when}.`,
	backupOff: 'Er wordt er geen vanzelf gemaakt.',
	backupByDatabase:
		'Reservekopieën maakt hier de database, niet Bereik: zorg dat dat gebeurt. Hoe dat gaat, en wat er verder bewaard moet worden, staat in docs/operations.md.',
	backupKept: (kept: string, megabytes: string) => `Bewaard: ${kept}, samen ${megabytes} MB.`,
	heldBack: (held: string) =>
		`Na het terugzetten van een kopie ${held === '1' ? 'is 1 scherm, sleutel of persoon' : `zijn ${held} schermen, sleutels of mensen`} dicht tot iemand dat bevestigt: een kopie weet niet wat er daarna is ingetrokken.`,
	heldKinds: { display: 'scherm', key: 'sleutel', 'webhook-secret': 'webhookgeheim', person: 'persoon' },
	confirm: 'Alles bevestigen',
	rightsTitle: 'Inzien en laten wissen',
	rights:
		'Wie wil weten wat er over hem of haar is vastgelegd, of dat wil laten wissen, vraagt dat aan de beheerder. Die kan alles uitvoeren als bestand, en wissen: woorden, onleesbare gegevens en accounts verdwijnen, en in de gebeurtenissen komt een willekeurige code die nergens heen leidt. De cijfers blijven wat ze waren. Reservekopieën van daarvoor bevatten het nog tot ze zijn verlopen.',

	commentsTitle: 'Opmerkingen van klanten',
	commentsLead:
		'Van je eigen wachtrijen, minstens een kwartier oud, zonder wie het schreef of wie het gesprek voerde. Elke keer lezen wordt vastgelegd.',
	from: 'Van',
	upTo: 'Tot en met',
	queue: 'Wachtrij',
	queueHint: 'Leeg is al je wachtrijen',
	show: 'Toon',
	tooFew: (queue: string, answers: string) =>
		`${queue}: ${answers} antwoorden in deze dagen. Bij minder dan vijf is niets te zien, omdat te raden zou zijn van wie het komt.`,
	noQueue: 'zonder wachtrij',
	noComments: 'Geen opmerkingen in deze dagen.',
	unreadable: (comments: string) => `${comments} opmerkingen zijn niet te openen: de sleutel ontbreekt.`,
	commentWords: 'Opmerking',
	commentScore: 'Cijfer',
	commentDay: 'Dag',
	scoreOf: (score: string, max: string) => `${score} van ${max}`
};

/** The words of {@link privacyNl}, in any language. */
export type PrivacyMessages = typeof privacyNl;
