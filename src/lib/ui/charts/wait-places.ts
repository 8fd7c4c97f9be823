import type { ChartLook } from './chart-look.ts';
import type { WaitChartData, WaitPoint } from './wait-chart-data.ts';

/** The chart with the size of its drawing in units of the board, without what stands beside and below it. */
export type Placed = WaitChartData & Readonly<{ drawing: Readonly<{ width: number; height: number }> }>;

/** What stands beside the drawing, and above and below it, in units. */
const besides = 184;
const aboveAndBelow = 106;
/** The text of the end stands at least so far above the ground, and so far from the norm's line, in units. */
const overGround = 28;
const fromNorm = 34;
/** Size of the texts, width of their letters as a share of it, and the air around them. */
const textUnits = 36;
const endUnits = 48;
const letterShare = 0.54;
const air = 24;

/** Where the text of the day's end stands: beside its dot, over it, or before it where it is high and late. */
export type EndPosition = 'right' | 'top' | 'left';

/** A rectangle in units, from the left of the drawing and up from its ground. */
type Box = Readonly<{ left: number; right: number; bottom: number; top: number }>;

/** Takes the size of the drawing from that of the place. */
export function placed(data: WaitChartData, { room }: ChartLook): Placed {
	const [width, height] = [room.width - besides, room.height - aboveAndBelow];
	return { ...data, drawing: { width: Math.max(width, 1), height: Math.max(height, 1) } };
}

/** On which side of its dot the text of the end stands. */
export function endPosition({ end, from, to, scale }: WaitChartData): EndPosition {
	if (end === null || (end.minute - from) / (to - from) < 0.7) return 'right';
	return end.seconds > scale.max * 0.8 ? 'left' : 'top';
}

/** How far the text of the day's end is lifted, so that it stands neither on the hours nor on the norm; in units. */
export function liftOfEnd(data: Placed): number {
	const { end, norm } = data;
	if (end === null) return 0;
	// On top of its dot it stands higher from the start.
	const place = heightOf(data, end.seconds) + (endPosition(data) === 'top' ? 44 : 0);
	const clear = Math.max(place, overGround);
	if (norm === null || Math.abs(clear - heightOf(data, norm.at)) >= fromNorm) return clear - place;
	const under = heightOf(data, norm.at) - fromNorm;
	const over = heightOf(data, norm.at) + fromNorm;
	return (under >= overGround && clear <= heightOf(data, norm.at) ? under : over) - place;
}

/** At which end of its line the norm is named: where its text meets the day's end and the two lines least; else at the far one. */
export function normEnd(data: Placed): 'insideStartTop' | 'insideEndTop' {
	const atEnd = metBy(data, normBox(data, true));
	const atStart = metBy(data, normBox(data, false));
	return atStart < atEnd ? 'insideStartTop' : 'insideEndTop';
}

/**
 * Where last week's line is named: above it or below it, clear of every other text and of today's line, ahead of today rather
 * than behind it. Null = there is no such line.
 */
export function placeOfName(data: Placed): Readonly<{ at: readonly [number, number]; isAbove: boolean }> | null {
	const wide = widthOf(data.lastWeekText, textUnits);
	const perMinute = data.drawing.width / (data.to - data.from);
	const end = endBox(data);
	const norm = data.norm === null ? null : heightOf(data, data.norm.at);
	const taken = [end, peakBox(data), normBox(data, normEnd(data) === 'insideEndTop')];
	let best: { at: readonly [number, number]; isAbove: boolean } | null = null;
	let least = Infinity;
	for (const [minute, seconds] of data.lastWeek) {
		if (seconds === null) continue;
		const middle = (minute - data.from) * perMinute;
		const near = data.lastWeek.filter(([at]) => Math.abs(at - minute) * perMinute < wide / 2);
		const heights = near.map(([, value]) => Math.min(value ?? seconds, data.scale.max));
		const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
		for (const isAbove of [false, true]) {
			const level = isAbove ? highest : lowest;
			const foot = heightOf(data, level) + (isAbove ? 12 : -12 - textUnits);
			const box = { left: middle - wide / 2, right: middle + wide / 2, bottom: foot, top: foot + textUnits };
			const isOutside =
				box.left < 0 || box.right > data.drawing.width || foot < -6 || box.top > data.drawing.height + 46;
			const met = taken.filter((other) => other !== null && meets(box, other, air)).length;
			const isNear = end !== null && meets(box, end, 3 * air);
			const isOnNorm = norm !== null && norm > foot - 6 && norm < box.top + 2;
			const isBehind = data.end !== null && box.left < (data.end.minute - data.from) * perMinute;
			// How far the name stands from most of what it names, and from the place where the eye looks for it.
			const apart = heightOf(data, highest - lowest);
			const away = Math.abs(minute - (data.from + (data.to - data.from) * 0.62)) * perMinute;
			const cost =
				(isOutside ? 1e5 : 0) +
				met * 1e4 +
				crossings(data.today, data, box) * 300 +
				(isBehind ? 200 : 0) +
				(isNear ? 200 : 0) +
				(isOnNorm ? 300 : 0) +
				(isAbove ? 30 : 0) +
				apart * 2 +
				away * 0.3;
			if (cost < least) {
				least = cost;
				best = { at: [minute, level], isAbove };
			}
		}
	}
	return best;
}

/** How badly a text would stand in a place: on the text of the end above all, then on today's line, then on last week's. */
function metBy(data: Placed, box: Box | null): number {
	if (box === null) return 0;
	const end = endBox(data);
	const isOnEnd = end !== null && meets(box, end, air);
	return (isOnEnd ? 1000 : 0) + crossings(data.today, data, box) * 10 + crossings(data.lastWeek, data, box);
}

function endBox(data: Placed): Box | null {
	const { end } = data;
	if (end === null) return null;
	const at = xOf(data, end.minute);
	const wide = widthOf(end.text, endUnits);
	const middle = heightOf(data, end.seconds) + (endPosition(data) === 'top' ? 44 : 0) + liftOfEnd(data);
	const rise = { bottom: middle - endUnits / 2, top: middle + endUnits / 2 };
	switch (endPosition(data)) {
		case 'right':
			return { left: at - 13, right: at + 29 + wide, ...rise };
		case 'left':
			return { left: at - 29 - wide, right: at + 13, ...rise };
		case 'top':
			return { left: at - wide, right: at + 13, ...rise, bottom: heightOf(data, end.seconds) - 13 };
	}
}

function normBox(data: Placed, isAtEnd: boolean): Box | null {
	if (data.norm === null) return null;
	const wide = widthOf(data.norm.text, textUnits);
	const bottom = heightOf(data, data.norm.at) + 4;
	const left = isAtEnd ? data.drawing.width - wide : 0;
	return { left, right: left + wide, bottom, top: bottom + textUnits };
}

/** The value of a peak that leaves the drawing, which stands over it. */
function peakBox(data: Placed): Box | null {
	const { lastWeekPeak: peak } = data;
	if (peak === null) return null;
	const wide = widthOf(peak.text, textUnits) + 14;
	const at = xOf(data, peak.minute);
	const left = isLate(data, peak.minute) ? at - wide : at;
	return { left, right: left + wide, bottom: data.drawing.height, top: data.drawing.height + 44 };
}

/** Whether a text has no room on the right of that minute. */
export function isLate({ from, to }: WaitChartData, minute: number): boolean {
	return minute > from + (to - from) * 0.85;
}

/** In how many places along it a line runs through a box. */
function crossings(line: readonly WaitPoint[], data: Placed, box: Box): number {
	let found = 0;
	for (const [index, [minute, seconds]] of line.entries()) {
		const [before, earlier] = line[index - 1] ?? [minute, null];
		for (const share of earlier === null ? [1] : [0.25, 0.5, 0.75, 1]) {
			if (seconds === null) continue;
			const x = xOf(data, before + (minute - before) * share);
			const y = heightOf(data, Math.min(data.scale.max, (earlier ?? seconds) * (1 - share) + seconds * share));
			if (x > box.left && x < box.right && y > box.bottom && y < box.top) found += 1;
		}
	}
	return found;
}

function meets(one: Box, other: Box, apart: number): boolean {
	return (
		one.left < other.right + apart &&
		other.left < one.right + apart &&
		one.bottom < other.top + apart * 0.7 &&
		other.bottom < one.top + apart * 0.7
	);
}

function widthOf(text: string, size: number): number {
	return text.length * size * letterShare;
}

function heightOf({ scale, drawing }: Placed, seconds: number): number {
	return (seconds / scale.max) * drawing.height;
}

function xOf({ from, to, drawing }: Placed, minute: number): number {
	return ((minute - from) / (to - from)) * drawing.width;
}
