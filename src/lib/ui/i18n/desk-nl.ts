import type { Language } from './language.ts';

/** What the frame of the pages at a desk says, and what fields, buttons and dialogs say on every one of them, in Dutch. */
export const deskNl = {
	/** Which language this is, for what has words of its own. */
	language: 'nl' as Language,
	brandHome: 'Bereik, naar het begin',
	navigation: 'Onderdelen',
	navNow: 'Nu',
	navQueues: 'Wachtrijen',
	navTrends: 'Trends',
	navComments: 'Opmerkingen',
	navDisplays: 'Schermen',
	navSettings: 'Instellingen',
	privacy: 'Wat er over wie wordt vastgelegd',
	skipToContent: 'Naar de inhoud',
	openMode: 'Open modus: alleen deze computer, niemand hoeft in te loggen',
	account: (name: string) => `Ingelogd als ${name}`,
	ownAccount: 'Jouw gegevens',
	logIn: 'Inloggen',
	logOut: 'Uitloggen',
	otherLanguage: 'English',

	loading: 'Laden…',
	save: 'Opslaan',
	cancel: 'Annuleren',
	close: 'Sluiten',
	tryAgain: 'Opnieuw proberen',
	busy: 'Bezig…',
	showPassword: 'Toon wachtwoord',
	hidePassword: 'Verberg wachtwoord',
	optional: 'mag leeg blijven',

	problemNetwork: 'Geen verbinding met de server. Er is niets veranderd, tenzij het antwoord onderweg verloren ging.',
	problemFailed: 'De server kon dit niet doen. Probeer het straks opnieuw.',
	problemFailedWith: (reason: string) => `De server kon dit niet doen: ${reason}`,
	problemLogin: 'Je bent niet meer ingelogd.',
	problemStepUp: 'Laat eerst opnieuw zien wie je bent.',
	problemRefused: 'Jouw rol laat dit niet toe.',
	problemMissing: 'Dit bestaat niet (meer).',
	problemInvalid: 'Er klopt iets niet in wat je invulde.',
	problemConflict: 'Dit kan nu niet.',
	problemBusy: (wait: string) => `Te vaak geprobeerd. Probeer het over ${wait} opnieuw.`,
	problemBusyAWhile: 'Te vaak geprobeerd. Wacht even en probeer het dan opnieuw.',
	serverSays: (reason: string) => `De server meldt: ${reason}`,
	seconds: (count: string) => (count === '1' ? '1 seconde' : `${count} seconden`),
	minutes: (count: string) => (count === '1' ? '1 minuut' : `${count} minuten`),
	fieldEmpty: 'Vul dit in.',

	stepUpTitle: 'Ben jij het echt?',
	stepUpText: 'Voor wat je nu doet vragen we je wachtwoord nog een keer. Daarna tien minuten niet.',
	stepUpSignOnText: 'Voor wat je nu doet log je nog een keer in bij je eigen organisatie. Daarna tien minuten niet.',
	stepUpSignOn: 'Opnieuw inloggen',
	stepUpWrong: 'Dit wachtwoord klopt niet.',
	password: 'Wachtwoord',
	confirm: 'Bevestigen'
};

/** Everything the pages at a desk share, in any language. */
export type DeskMessages = typeof deskNl;
