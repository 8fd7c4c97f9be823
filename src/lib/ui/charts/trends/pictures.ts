/** A place on an axis with the text that stands there. */
export type AxisText = Readonly<{ at: number; text: string }>;

/** An axis of values with its ends, its step and the texts beside it. */
export type ValueAxis = Readonly<{ min: number; max: number; step: number; texts: readonly AxisText[] }>;

/** A value of a month, with where it may as well lie; `x` counts months from the start of the axis. */
export type MonthValue = Readonly<{
	x: number;
	value: number;
	low: number | null;
	high: number | null;
	/** Drawn open: it rests on few, or its period is not whole. */
	isOpen: boolean;
}>;

/** Months beside each other: how many, what stands under them, where another way of counting begins. */
export type MonthAxis = Readonly<{
	months: number;
	years: readonly AxisText[];
	/** First months of another way of counting, each with a gap before it. */
	changes: readonly number[];
	changeText: string;
	/** Where others tell figures that are counted alike, each with what is to be known of it. */
	sources: readonly AxisText[];
}>;

/** Satisfaction by month: events above it, the number of answers below. */
export type SatisfactionPicture = Readonly<{
	kind: 'satisfaction';
	axis: MonthAxis;
	scale: ValueAxis;
	/** Stretches that a line may join. */
	stretches: readonly (readonly MonthValue[])[];
	answers: readonly Readonly<{ x: number; n: number }>[];
	answersText: string;
	events: readonly Readonly<{ x: number; text: string; row: 0 | 1; isLeft: boolean }>[];
	/** Lines found in it, each before a break with how it would have gone on. */
	lines: readonly Readonly<{ x0: number; y0: number; x1: number; y1: number; isContinued: boolean }>[];
	breaks: readonly Readonly<{ x: number; from: number; to: number; text: string; interval: string }>[];
	last: Readonly<{ x: number; y: number; text: string }> | null;
}>;

/** How an average came from one value to another, in steps that add up. */
export type BridgePicture = Readonly<{
	kind: 'bridge';
	min: number;
	max: number;
	rows: readonly Readonly<{
		name: string;
		text: string;
		/** A total stands alone; a step goes `from` one value `to` the next. */
		isTotal: boolean;
		from: number;
		to: number;
		low: number | null;
		high: number | null;
		/** Whether its interval includes no change, or none is known to differ from it. */
		isOpen: boolean;
	}>[];
}>;

/** Contacts of each week of a few years over each other, this year last. */
export type WeeksPicture = Readonly<{
	kind: 'weeks';
	lastWeek: number;
	months: readonly AxisText[];
	scale: ValueAxis;
	years: readonly Readonly<{
		name: string;
		isThis: boolean;
		/** How many years before this one, 1 to 3. */
		age: number;
		/** Stretches that a line may join. */
		stretches: readonly (readonly (readonly [week: number, contacts: number])[])[];
		/** The last week that is cut off or goes on: a dot on its own, because it is no whole week. */
		running: readonly [week: number, contacts: number] | null;
		labelAt: number | null;
	}>[];
}>;

/** Shares of channels by quarter, as columns of 100 %. */
export type MixPicture = Readonly<{
	kind: 'mix';
	quarters: readonly Readonly<{ name: string; isOpen: boolean }>[];
	years: readonly AxisText[];
	axis: readonly AxisText[];
	channels: readonly Readonly<{
		key: string;
		name: string;
		/** In percent; null = no contacts, or not known. */
		shares: readonly (number | null)[];
		labelAt: number | null;
		label: string;
	}>[];
}>;

/** Chats of each week, and below them how much more that was than the week before. */
export type ChatsPicture = Readonly<{
	kind: 'chats';
	weeks: readonly string[];
	weekTexts: readonly AxisText[];
	counts: readonly Readonly<{ x: number; value: number; isOpen: boolean }>[];
	scale: ValueAxis;
	growth: readonly Readonly<{ x: number; value: number; low: number | null; high: number | null; isOpen: boolean }>[];
	growthScale: ValueAxis;
	growthText: string;
}>;

/** The same months in a few figures beside each other. */
export type ReachPicture = Readonly<{
	kind: 'reach';
	axis: MonthAxis;
	panels: readonly Readonly<{
		name: string;
		scale: ValueAxis;
		stretches: readonly (readonly MonthValue[])[];
		target: AxisText | null;
		last: Readonly<{ x: number; y: number; text: string }> | null;
	}>[];
}>;

/** Everything that can be drawn on the page of the years; plain data, with its words. */
export type TrendPicture =
	SatisfactionPicture | BridgePicture | WeeksPicture | MixPicture | ChatsPicture | ReachPicture;
