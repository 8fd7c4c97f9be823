/** What a chart takes from the page it stands on. */
export type ChartLook = Readonly<{
	/** Px of one unit of the board: the text of a chart is 36 of them. */
	unit: number;
	/** Size of the place, in those units. */
	room: Readonly<{ width: number; height: number }>;
	fontFamily: string;
	colours: ChartColours;
}>;

/** Colours by what they are for. */
export type ChartColours = Readonly<{
	/** What is measured. */
	ink: string;
	/** Around the last point, so that it stands free of its line. */
	halo: string;
	text: string;
	line: string;
	edge: string;
	surface: string;
	band: string;
	/** Off norm: a mark, and text that says so. */
	attentionMark: string;
	attentionText: string;
}>;

/** Units of the text of a chart, the smallest a board has. */
export const chartTextUnits = 36;

/** Reads the look of a place from its style: its font size is that of the chart's text, its colours come from the tokens. */
export function lookOf(place: HTMLElement): ChartLook {
	const style = getComputedStyle(place);
	const token = (name: string) => style.getPropertyValue(name).trim();
	const unit = parseFloat(style.fontSize) / chartTextUnits;
	return {
		unit,
		room: { width: place.clientWidth / unit, height: place.clientHeight / unit },
		fontFamily: style.fontFamily,
		colours: {
			ink: token('--chart-ink'),
			halo: token('--chart-halo'),
			text: token('--t2'),
			line: token('--line'),
			edge: token('--edge'),
			surface: token('--surface'),
			band: token('--chart-band'),
			attentionMark: token('--attn-mark'),
			attentionText: token('--attn-text')
		}
	};
}

/** The text style every label of a chart starts from. */
export function chartText({ unit, fontFamily, colours }: ChartLook): {
	fontFamily: string;
	fontSize: number;
	color: string;
} {
	return { fontFamily, fontSize: chartTextUnits * unit, color: colours.text };
}

/** A text that stands in a drawing gets a rim in the colour of the ground, so that no line runs through its letters. */
export function rim({ unit, colours }: ChartLook): { textBorderColor: string; textBorderWidth: number } {
	return { textBorderColor: colours.surface, textBorderWidth: 10 * unit };
}
