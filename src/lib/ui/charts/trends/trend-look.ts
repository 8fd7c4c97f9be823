/** What a chart takes from the page it stands on. */
export type TrendLook = Readonly<{
	/** Px of its text. */
	size: number;
	fontFamily: string;
	/** Whether it is to be told apart without colours, as on paper. */
	hasPatterns: boolean;
	/** Px it has. */
	width: number;
	height: number;
	colour: (token: string) => string;
}>;

/** Reads the look of a place from its style. */
export function trendLookOf(place: HTMLElement, hasPatterns: boolean): TrendLook {
	const style = getComputedStyle(place);
	return {
		size: parseFloat(style.fontSize),
		fontFamily: style.fontFamily,
		hasPatterns,
		width: place.clientWidth,
		height: place.clientHeight,
		colour: (token) => style.getPropertyValue(`--${token}`).trim()
	};
}

/** The text style every label starts from. */
export function plainText({ fontFamily, size, colour }: TrendLook) {
	return { fontFamily, fontSize: size, color: colour('t2') };
}

/** A text that says the main thing. */
export function strongText(look: TrendLook) {
	return { ...plainText(look), color: look.colour('t1'), fontWeight: 600 as const };
}

/** A rim in the colour of the ground, so that no line runs through the letters. */
export function rimOf({ colour }: TrendLook) {
	return { textBorderColor: colour('surface'), textBorderWidth: 4 };
}

/** The axis of values: no line of its own, a hairline at each step. */
export function valueAxis(
	look: TrendLook,
	scale: Readonly<{ min: number; max: number; step: number; texts: readonly Readonly<{ at: number; text: string }>[] }>
) {
	return {
		type: 'value' as const,
		min: scale.min,
		max: scale.max,
		interval: scale.step,
		axisLine: { show: false },
		axisTick: { show: false },
		axisLabel: { ...plainText(look), margin: 10, formatter: (value: number) => textNear(scale.texts, value) },
		splitLine: { lineStyle: { color: look.colour('line'), width: 1 } }
	};
}

/** The axis below, with texts at some of its places only. */
export function placeAxis(
	look: TrendLook,
	min: number,
	max: number,
	texts: readonly Readonly<{ at: number; text: string }>[]
) {
	return {
		type: 'value' as const,
		min,
		max,
		axisLine: { show: true, onZero: false, lineStyle: { color: look.colour('edge') } },
		axisTick: { show: false },
		splitLine: { show: false },
		axisLabel: {
			...plainText(look),
			margin: 8,
			customValues: texts.map(({ at }) => at),
			formatter: (value: number) => textNear(texts, value)
		}
	};
}

/** A mark without a shape of its own, that only carries a text. */
export const bareMark = { symbol: 'circle', symbolSize: 1, silent: true, itemStyle: { color: 'transparent' } } as const;

/** Hatching for what is not over, or not known whole. */
export function hatched({ colour }: TrendLook) {
	return {
		symbol: 'rect',
		dashArrayX: [1, 0] as [number, number],
		dashArrayY: [3, 3] as [number, number],
		rotation: -Math.PI / 4,
		color: colour('surface')
	};
}

/** Steps of tenths do not add up exactly. */
function textNear(texts: readonly Readonly<{ at: number; text: string }>[], value: number): string {
	return texts.find(({ at }) => Math.abs(at - value) < 1e-6 * Math.max(1, Math.abs(value)))?.text ?? '';
}
