/** A date of a list as it stands on the page, with what was typed. */
export type DatedRow = {
	readonly no: number;
	date: string;
	name: string;
	hours: string;
	/** The name as the settings have it: one text, or one for each language. */
	readonly written: unknown;
	/** Whether its fields are shown. */
	isOpen: boolean;
};

/** What is wrong with a date, at the field it is wrong with. */
export type DateErrors = Partial<Record<'date' | 'hours' | 'name', string>>;
