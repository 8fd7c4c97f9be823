import type { TrendWording } from './trend-words.ts';

/** What every section of the page of a year has to know of the page. */
export type TrendPlace = Readonly<{
	wording: TrendWording;
	year: number;
	isPrinted: boolean;
	/** Charts come when they are asked for. */
	isPhone: boolean;
	mayExport: boolean;
	/** Where the figures come from, and up to when. */
	source: string;
	/** The address of a section, with the very view that is shown. */
	linkTo: (anchor: string) => string;
	/** Told of each section whose chart stands. */
	ready: (anchor: string) => void;
}>;
