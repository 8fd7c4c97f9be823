/** What is said in place of a page: that somebody may not see it, that there is none, or that it failed, in Dutch. */
export const troubleNl = {
	refusedTitle: 'Deze pagina is niet voor jou',
	refused: (page: string) => `Met jouw rol kun je “${page}” niet zien.`,
	refusedUnnamed: 'Met jouw rol kun je deze pagina niet zien.',
	refusedPerson: 'Heb je de pagina nodig? Vraag een beheerder om de rol die erbij hoort.',
	refusedMachine: (page: string) => `“${page}” is er alleen voor wie is ingelogd, ook op een open server.`,
	refusedMachineUnnamed: 'Deze pagina is er alleen voor wie is ingelogd, ook op een open server.',
	refusedDisplay: (page: string) => `Deze browser is een gekoppeld scherm, en kan “${page}” niet zien.`,
	refusedDisplayUnnamed: 'Deze browser is een gekoppeld scherm, en ziet alleen zijn eigen bord.',
	missingTitle: 'Deze pagina bestaat niet',
	missing: 'Misschien is het adres verkeerd overgenomen, of is de pagina verhuisd.',
	failedTitle: 'Dat ging niet goed',
	failed:
		'Er ging iets mis bij het tonen van deze pagina. Probeer het opnieuw; lukt het weer niet, meld het je beheerder.',
	loggedInAs: (name: string) => `Je bent ingelogd als ${name}.`,
	notLoggedIn: 'Je bent niet ingelogd.',
	inOpenMode: 'Op deze computer is niemand ingelogd: de server staat open.',
	yourRoles: 'Wat je kunt',
	toNow: 'Naar Nu',
	toStart: 'Naar het begin',
	toBoard: 'Naar het bord van dit scherm',
	asSomebodyElse: 'Log in als iemand anders'
};

/** Everything that is said in place of a page, in any language. */
export type TroubleMessages = typeof troubleNl;
