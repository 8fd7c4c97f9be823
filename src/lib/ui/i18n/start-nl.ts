/** What the start page alone says, in Dutch; the phone and the walls do without it. */
export const startNl = {
	phone: 'De telefoon van de manager',
	phoneText: 'Wat boven de norm is in één zin, en elke wachtrij binnen handbereik.',
	openPhone: 'Open Nu',
	lead: 'Weten hoe het nu gaat, in één blik.',
	text: 'Bereik toont live hoe goed een klantenservice te bereiken is: wie er wacht, hoe lang al, en waar het vastloopt. Rustig zolang alles goed gaat, duidelijk zodra het telt.',
	boards: 'Het bord aan de muur',
	boardsText: 'Gemaakt om van vijf meter te lezen. Open het op een televisie en zet de browser op volledig scherm.',
	machines: 'Voor machines',
	liveApi: 'De cijfers van nu als JSON',
	health: 'Of de server klaar is voor verkeer',
	title: 'Bereik',
	now: 'Nu in het contactcentrum',
	asOf: (time: string) => `stand van ${time}`,
	dark: 'donker',
	light: 'licht',
	otherLanguage: 'English'
};

/** The key table. */
export type StartText = typeof startNl;
