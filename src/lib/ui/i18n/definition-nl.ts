/** What a definition says, in Dutch; it comes after the first sight of a page. */
export const definitionNl = {
	definition: 'Definitie',
	definitionFormula: 'Berekening',
	definitionLetters: 'Daarin',
	letterT: (seconds: string) => `T: de belofte, ${seconds} s`,
	letterTOfChannel: 'T: wat het kanaal belooft',
	letterS: 'S: vanaf zo lang wachten telt een afhaker mee',
	definitionUnit: 'Eenheid',
	definitionNorm: 'Norm',
	definitionWindow: 'Venster',
	definitionSource: 'Bron',
	definitionVersion: 'Versie',
	close: 'Sluiten',
	normNone: 'geen norm ingesteld',
	normAtMost: (value: string) => `hoogstens ${value}`,
	normAtLeast: (value: string) => `minstens ${value}`,
	normOwnTimes: (share: string) => `minstens ${share}, ieder kanaal binnen zijn eigen tijd`,
	normInTime: (share: string, seconds: string) => `minstens ${share} binnen ${seconds} s`,
	windowNow: 'op dit moment',
	windowAnswered: 'beantwoord in de laatste 30 minuten',
	windowToday: 'vandaag, sinds middernacht',
	windowDays: (days: string) => (days === '1' ? 'vandaag' : `laatste ${days} dagen, vandaag meegerekend`),
	unitContacts: 'contacten',
	unitSeconds: 'minuten en seconden',
	unitShare: 'procent',
	unitAgents: 'medewerkers',
	unitPlaces: 'plaatsen',
	unitSurveys: 'enquêtes',
	unitPoints: 'punten, van −100 tot 100',
	unitScore: 'op de schaal van de vraag',
	unitChatsPerAgent: 'chats per medewerker',
	unitChange: 'verandering ten opzichte van de periode ervoor'
};

/** The key table. */
export type DefinitionText = typeof definitionNl;
