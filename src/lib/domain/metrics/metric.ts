/** In what a figure is given. */
export type MetricUnit =
	| 'contacts'
	| 'seconds'
	/** 0 to 1. */
	| 'share'
	| 'agents'
	| 'places'
	| 'chats per agent'
	/** Invitations, or answers to them. */
	| 'surveys'
	/** Of a Net Promoter Score: −100 to 100. */
	| 'points'
	/** On the scale of the survey, such as 1 to 10. */
	| 'score'
	/** From one span to the next: 0.1 is a tenth more, −0.1 a tenth less. */
	| 'change';

/** What a figure means, once, for API, walls and help texts. */
export type Metric = Readonly<{
	/** Key in `values` of the API. */
	key: string;
	label: Readonly<{ nl: string; en: string }>;
	/** The label where there is little room, as on a wall. */
	shortLabel: Readonly<{ nl: string; en: string }>;
	unit: MetricUnit;
	/** Which way is better for the customer; `none` where neither is. */
	direction: 'lower' | 'higher' | 'none';
	formula: Readonly<{ nl: string; en: string }>;
	/** Where the definition comes from; names and titles stay as they are, the words around them are in the language. */
	source: Readonly<{ nl: string; en: string }>;
	/** Raised when the formula changes: a series across two versions is not one line. */
	version: number;
}>;

/** A metric in one line: key, label nl and en, unit, direction, formula nl and en, source nl and en. */
export type MetricRow = readonly [
	key: string,
	nl: string,
	en: string,
	unit: MetricUnit,
	direction: Metric['direction'],
	formulaNl: string,
	formulaEn: string,
	source: Metric['source']
];

/** The product's own definition, explained in the glossary. */
export const ownDefinition: Metric['source'] = {
	nl: 'eigen definitie, uitgelegd in de woordenlijst van Bereik',
	en: 'a definition of its own, explained in the glossary of Bereik'
};
export const amazonConnect: Metric['source'] = {
	nl: 'Amazon Connect, definities van realtime-cijfers',
	en: 'Amazon Connect, real-time metrics definitions'
};
