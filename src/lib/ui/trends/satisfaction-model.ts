import { fewestNormal } from '#lib/domain/satisfaction/publication.ts';
import type { AnnualPage, Finding, FoundLine, PageAnnotation, SatisfactionMonth } from '#lib/protocol/annual-page.ts';
import type { SatisfactionPicture, ValueAxis } from '../charts/trends/pictures.ts';
import { count, decimals } from '../format/number.ts';
import { axisOf, type ChartModel, markWords, stretchesOf, tellerCells, tellerColumns } from './chart-model.ts';
import { Months } from './month-axis.ts';
import { clearBreak, clearBreaks } from './titles.ts';
import { bucketText, isShareScore, scoreChange, scoreWords, shareWords, type TrendWording } from './trend-words.ts';

type Known = SatisfactionMonth & Readonly<{ value: number; at: number }>;

const mostEvents = 5;
/** Letters of an event's name that have room in the drawing; the list below has all of them. */
const mostLetters = 26;

/** The chart of satisfaction by month; null where no month has a score. */
export function satisfactionModel(
	page: AnnualPage,
	finding: Finding | null,
	wording: TrendWording,
	/** Px that the months have, about. */
	room = 750
): ChartModel | null {
	const { language, text } = wording;
	const kind = page.scoreKind;
	const months = new Months(page.satisfactionMonths.map(({ month }) => month));
	const all = page.satisfactionMonths.map((month) => ({ ...month, at: months.indexOf(month.month) }));
	const known = all.filter((month): month is Known => month.value !== null);
	const [first, last] = [known[0], known.at(-1)];
	if (first === undefined || last === undefined) return null;
	const wordsOf = ({ marks, isResponseChanged }: Pick<SatisfactionMonth, 'marks' | 'isResponseChanged'>) =>
		[markWords(marks, wording), isResponseChanged ? text.responseOther : ''].filter(Boolean).join(', ');
	const ns = all.map(({ n }) => n ?? 0).filter((n) => n > 0);
	const scale = scoreAxis(known, page, wording);
	const within = (value: number) => Math.min(scale.max, Math.max(scale.min, value));
	const edge = (value: number | null) => (value === null ? null : within(value));
	const found = finding === null || clearBreak(finding) === null ? [] : clearBreaks(finding);
	const lines = found.length === 0 ? [] : (finding?.lines ?? []);
	const picture: SatisfactionPicture = {
		kind: 'satisfaction',
		axis: months.axis(known, wording),
		scale,
		stretches: ofOnePeople(stretchesOf(known)).map((stretch) =>
			stretch.map(({ at, value, low, high, n, marks }) => ({
				x: at + 0.5,
				value: within(value),
				low: edge(low),
				high: edge(high),
				isOpen: (n ?? 0) < fewestNormal || marks.isPartial || marks.isRunning
			}))
		),
		answers: all.filter(({ n }) => (n ?? 0) > 0).map(({ at, n }) => ({ x: at + 0.5, n: n ?? 0 })),
		answersText: text.answersEachMonth(count(Math.min(...ns), language), count(Math.max(...ns), language)),
		events: placedEvents(page.annotations, months, room),
		lines: drawnLines(
			lines,
			found.map(({ firstAfter }) => firstAfter),
			months,
			scale
		),
		breaks: found.map(({ firstAfter, jump }) => {
			const to = lines.find(({ from }) => from === firstAfter)?.start ?? last.value;
			return {
				x: months.placeOfBucket(firstAfter) + months.count / 60,
				from: within(to - jump.value),
				to: within(to),
				text: text.levelShift(scoreChange(jump.value, kind, wording, 2)),
				interval: text.interval(scoreChange(jump.low, kind, wording, 2), scoreChange(jump.high, kind, wording, 2))
			};
		}),
		last: { x: last.at + 0.5, y: within(last.value), text: scoreWords(last.value, kind, language) }
	};
	return {
		picture,
		axis: 'x',
		grid: 1,
		points: all.map((month) => ({
			at: month.at + 0.5,
			label: [bucketText(month.month, wording), wordsOf(month)].filter(Boolean).join(', '),
			values: [
				{
					name: text.satisfaction,
					text:
						month.value === null
							? text.tooFew(count(month.n ?? 0, language))
							: `${scoreWords(month.value, kind, language)}${month.low === null || month.high === null ? '' : ` (${text.interval(scoreWords(month.low, kind, language, 2), scoreWords(month.high, kind, language, 2))})`}`
				},
				{
					name: text.responses,
					text: `${count(month.n, language)}, ${text.responseRate} ${shareWords(month.responseRate, language)}`
				}
			]
		})),
		table: {
			columns: [
				{ key: 'month', label: text.month },
				{ key: 'value', label: text.satisfaction, show: (value) => scoreWords(value, kind, language, 2) },
				{ key: 'n', label: 'n', show: (value) => count(value, language) },
				{ key: 'ci_low', label: text.low, show: (value) => scoreWords(value, kind, language, 2) },
				{ key: 'ci_high', label: text.high, show: (value) => scoreWords(value, kind, language, 2) },
				{ key: 'response_rate', label: text.responseRate, show: (value) => shareWords(value, language) },
				{ key: 'definition_version', label: text.counted },
				{ key: 'mark', label: '' },
				...tellerColumns
			],
			rows: all.map(({ month, value, n, low, high, responseRate, isResponseChanged, marks }) => [
				...[month, value, n, low, high, responseRate],
				...[marks.definition, wordsOf({ marks, isResponseChanged })],
				...tellerCells(marks)
			])
		},
		summary: `${bucketText(first.month, wording)}: ${scoreWords(first.value, kind, language)}; ${bucketText(last.month, wording)}: ${scoreWords(last.value, kind, language)}. ${picture.answersText}.`
	};
}

/** Cuts stretches where so many more or fewer answered that the line would join scores of other people. */
function ofOnePeople(stretches: readonly (readonly Known[])[]): readonly (readonly Known[])[] {
	return stretches.flatMap((stretch) => {
		const cut: Known[][] = [];
		for (const [at, month] of stretch.entries())
			if (at === 0 || month.isResponseChanged) cut.push([month]);
			else cut.at(-1)?.push(month);
		return cut;
	});
}

/**
 * The lines that were found, cut to the months and the values that are shown; each before a jump with how it would have gone on
 * until the next stretch ends.
 */
function drawnLines(
	lines: readonly FoundLine[],
	jumps: readonly string[],
	months: Months,
	{ min, max }: ValueAxis
): SatisfactionPicture['lines'] {
	return lines.flatMap((line, index) => {
		const [from, to] = [months.placeOfBucket(line.from), months.placeOfBucket(line.to, true)];
		const slope = (line.end - line.start) / Math.max(to - from, 1e-6);
		const valueAt = (x: number): number => line.start + slope * (x - from);
		/** The part between two places that lies within the drawing: what leaves it is not bent along its edge. */
		const part = (start: number, end: number, isContinued: boolean) => {
			const across = slope === 0 ? [] : [(min - line.start) / slope + from, (max - line.start) / slope + from];
			const [inFrom, inTo] = slope === 0 ? [-Infinity, Infinity] : [Math.min(...across), Math.max(...across)];
			const [x0, x1] = [Math.max(0, start, inFrom), Math.min(months.count, end, inTo)];
			return x1 <= x0 ? [] : [{ x0, y0: valueAt(x0), x1, y1: valueAt(x1), isContinued }];
		};
		const drawn = part(from, to, false);
		const next = lines[index + 1];
		if (drawn.length === 0 || next === undefined || !jumps.includes(next.from)) return drawn;
		const until = Math.max(months.placeOfBucket(next.to, true), to + months.count * 0.22);
		return [...drawn, ...part(to, until, true)];
	});
}

/** Around the values: half a point matters where the whole scale would hide it. */
function scoreAxis(known: readonly Known[], { scoreKind, scale }: AnnualPage, { language }: TrendWording): ValueAxis {
	const isShare = isShareScore(scoreKind);
	const bounds = isShare ? { min: 0, max: 1 } : scoreKind === 'nps' ? { min: -100, max: 100 } : scale;
	const values = known.flatMap(({ value, low, high, n }) =>
		// The interval of a month of few answers would press everything else flat.
		(n ?? 0) < fewestNormal ? [value] : [value, low ?? value, high ?? value]
	);
	const [lowest, highest] = [Math.min(...values), Math.max(...values)];
	const units = isShare ? [0.05, 0.1, 0.2, 0.25, 0.5] : scoreKind === 'nps' ? [5, 10, 20, 50] : [0.25, 0.5, 1, 2, 5];
	const textBy = (step: number) => (value: number) =>
		isShare
			? `${decimals(value * 100, 0, language)}%`
			: decimals(value, scoreKind === 'nps' ? 0 : step % 0.5 === 0 ? 1 : 2, language);
	for (const step of units) {
		const min = Math.max(bounds.min, Math.floor(lowest / step + 1e-9) * step);
		const max = Math.min(bounds.max, Math.max(Math.ceil(highest / step - 1e-9) * step, min + step));
		if ((max - min) / step <= 4.001) return axisOf(min, max, step, textBy(step));
	}
	return axisOf(bounds.min, bounds.max, (bounds.max - bounds.min) / 2, textBy(1));
}

/** The events that have room in two rows, as many as can; all of them stand in the list. */
function placedEvents(
	annotations: readonly PageAnnotation[],
	months: Months,
	room: number
): SatisfactionPicture['events'] {
	const shown = annotations
		.map(({ from, text }) => ({ x: months.placeOf(new Date(`${from}T00:00Z`)), text: shortened(text) }))
		.filter(({ x }) => x >= 0 && x <= months.count)
		.slice(-mostEvents);
	let best: Placed[] = [];
	const place = (at: number, placed: Placed[]): void => {
		const event = shown[at];
		if (event === undefined) {
			if (placed.length > best.length) best = placed;
			return;
		}
		if (placed.length + shown.length - at <= best.length) return;
		const px = months.count / room;
		// As wide as its letters are.
		const width = (event.text.length * 7.3 + 14) * px;
		for (const isLeft of [false, true])
			for (const row of [0, 1] as const) {
				const [from, to] = isLeft ? [event.x - width, event.x + 0.4] : [event.x - 0.4, event.x + width];
				if (from < -40 * px || to > months.count + 56 * px) continue;
				if (placed.some((other) => other.row === row && from < other.to && other.from < to)) continue;
				place(at + 1, [...placed, { ...event, row, isLeft, from, to }]);
			}
		place(at + 1, placed);
	};
	place(0, []);
	return best.map(({ x, text, row, isLeft }) => ({ x, text, row, isLeft }));
}

type Placed = SatisfactionPicture['events'][number] & Readonly<{ from: number; to: number }>;

/** What a drawing has room for: the first clause, and of a long one its first words. */
export function shortened(text: string): string {
	if (text.length <= mostLetters) return text;
	const [clause = text] = text.split(/[,;:(.–]/, 1);
	const head = clause.trim();
	// A clause of a word or two may be no more than an opening.
	if (head.length >= 8 && head.length <= mostLetters) return head;
	const words = head.split(' ');
	while (words.length > 1 && words.join(' ').length > mostLetters - 1) words.pop();
	return `${words.join(' ').slice(0, mostLetters - 1)}…`;
}
