/**
 * Figures counted straight from the lines of a bank's call log by plain loops, with nothing of the product: what its wall and
 * its phone are held against. It knows what these lines hold (calls by phone to an agent, or hung up) and no more.
 */

/** A call that was offered. */
export type BankCall = Readonly<{
	queue: string;
	/** Instants, UTC ms. */
	entered: number;
	left: number;
	/** As the file has it. */
	waitMs: number;
	isAnswered: boolean;
}>;

/** What a recount goes by; a test that gets one of them wrong has to be told. */
export type Rules = Readonly<{
	isWithinTarget: (waitMs: number) => boolean;
	isShort: (waitMs: number) => boolean;
	/** Whether whoever leaves at this very instant still waits. */
	isLastInstantIn: boolean;
	averageOverMs: number;
	/** Whether calls count on the day they came instead of on the day that decided about them. */
	byDayOfEntry: boolean;
}>;

/** Figures of one instant, as numbers; waits in seconds. */
export type BankFigures = Readonly<{
	waiting: number;
	longest: number | null;
	average: number | null;
	/** Share 0 to 1. */
	level: number | null;
	/** Queues that somebody entered within a week, by name. */
	queues: Readonly<Record<string, Readonly<{ waiting: number; longest: number | null }>>>;
}>;

const hourMs = 3_600_000;
/** January has one offset. */
const offsetMs = 2 * hourMs;
const dayMs = 24 * hourMs;
const targetMs = 20_000;

export const bankRules: Rules = {
	isWithinTarget: (waitMs) => waitMs <= targetMs,
	isShort: (waitMs) => waitMs < 5_000,
	isLastInstantIn: false,
	averageOverMs: 30 * 60_000,
	byDayOfEntry: false
};

/**
 * The calls of a log that were offered, in order of entry.
 * @param since the clock that a wait begins by: when the call came, or when it left the voice menu
 */
export function bankCalls(text: string, since: 'vru_entry' | 'q_start'): BankCall[] {
	const [header = '', ...lines] = text.split(/\r?\n/);
	const names = header.split('\t');
	const calls: BankCall[] = [];
	for (const line of lines) {
		if (line === '') continue;
		const cells = line.split('\t');
		const cell = (name: string): string => (cells[names.indexOf(name)] ?? '').trim();
		const seconds = Number(cell('q_time'));
		const isAnswered = cell('outcome') === 'AGENT';
		if (!isAnswered && (cell('outcome') !== 'HANG' || seconds <= 0)) continue;
		// Who did not queue at all has no beginning of it.
		const entered = instantOf(cell('date'), cell(seconds > 0 ? since : 'vru_entry'));
		const waitMs = seconds * 1000;
		calls.push({ queue: cell('type'), entered, left: entered + waitMs, waitMs, isAnswered });
	}
	return calls.sort((a, b) => a.entered - b.entered);
}

/** `990103` and `16:35:48` on the bank's wall. */
function instantOf(date: string, time: string): number {
	const [, year, month, day] = /^(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
	const [hour, minute, second] = time.split(':').map(Number);
	return Date.UTC(1900 + Number(year), Number(month) - 1, Number(day), hour, minute, second) - offsetMs;
}

/** Counts what an instant shows. */
export function recountBank(calls: readonly BankCall[], at: number, rules: Rules = bankRules): BankFigures {
	const midnight = at - ((at + offsetMs) % dayMs);
	const waiting: BankCall[] = [];
	const queues = new Map<string, BankCall[]>();
	let answers = 0;
	let answerMs = 0;
	let met = 0;
	let missed = 0;
	for (const call of calls) {
		if (call.entered > at) break;
		if (at - call.entered <= 7 * dayMs && !queues.has(call.queue)) queues.set(call.queue, []);
		const isIn = call.left > at || (rules.isLastInstantIn && call.left === at && call.waitMs > 0);
		if (isIn) waiting.push(call);
		if (call.isAnswered && call.left <= at && call.left > at - rules.averageOverMs) {
			answers++;
			answerMs += call.waitMs;
		}
		// One verdict per call: on leaving in time, else a millisecond after the last moment that was in time.
		const isLate = !rules.isWithinTarget(Math.min(call.left, at) - call.entered);
		const decidedAt = isLate ? call.entered + targetMs + 1 : call.left;
		if (decidedAt > at && !isLate) continue;
		if ((rules.byDayOfEntry ? call.entered : decidedAt) < midnight) continue;
		if (isLate) missed++;
		else if (call.isAnswered) met++;
		else if (!rules.isShort(call.waitMs)) missed++;
	}
	for (const call of waiting) queues.get(call.queue)?.push(call);
	return {
		...waitsOf(waiting, at),
		average: answers === 0 ? null : answerMs / answers / 1000,
		level: met + missed === 0 ? null : met / (met + missed),
		queues: Object.fromEntries([...queues].sort().map(([queue, inside]) => [queue, waitsOf(inside, at)]))
	};
}

function waitsOf(waiting: readonly BankCall[], at: number): { waiting: number; longest: number | null } {
	const longest = waiting.length === 0 ? null : (at - Math.min(...waiting.map(({ entered }) => entered))) / 1000;
	return { waiting: waiting.length, longest };
}

/** The hour of the clock in which most calls came: its first instant, and how many. */
export function busiestHour(calls: readonly BankCall[]): { from: number; offered: number } {
	const counts = new Map<number, number>();
	for (const { entered } of calls) {
		const hour = entered - (entered % hourMs);
		counts.set(hour, (counts.get(hour) ?? 0) + 1);
	}
	const [best] = [...counts].sort((a, b) => b[1] - a[1]);
	return { from: best?.[0] ?? 0, offered: best?.[1] ?? 0 };
}

/** The first instant at which more waited than ever before within a period, and how many. */
export function peakOf(calls: readonly BankCall[], from: number, to: number): { at: number; depth: number } {
	let peak = { at: from, depth: 0 };
	let inside: BankCall[] = [];
	for (const [index, call] of calls.entries()) {
		const at = call.entered;
		inside = inside.filter(({ left }) => left > at);
		if (call.left > at) inside.push(call);
		// Whoever comes at the same instant is counted with the last of them.
		if (at < from || at >= to || calls[index + 1]?.entered === at) continue;
		if (inside.length > peak.depth) peak = { at, depth: inside.length };
	}
	return peak;
}
