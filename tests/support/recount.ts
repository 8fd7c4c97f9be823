/**
 * Figures counted straight from the lines of a queue_log by plain loops, with nothing of the product: what its wall is held
 * against. It knows what these lines hold (calls by phone, no pauses) and no more.
 */

/** Figures of one instant, as numbers. */
export type Recount = Readonly<{
	waiting: number;
	longestSeconds: number | null;
	averageSeconds: number | null;
	serviceLevel: number | null;
	busy: number;
	ready: number;
	queues: Readonly<Record<string, Readonly<{ waiting: number; longestSeconds: number | null }>>>;
}>;

type Call = {
	queue: string;
	entered: number;
	left: number | null;
	how: 'answered' | 'lost' | 'lost unseen' | null;
	agent: string;
	ended: number | null;
};

const targetSeconds = 20;
const shortSeconds = 5;
const averageOverSeconds = 1800;

/** Counts the lines whose second is not after an instant. */
export function recount(lines: readonly string[], atMs: number, zone: string): Recount {
	const calls = new Map<string, Call>();
	const agents = new Map<string, { isThere: boolean; since: number }>();
	for (const line of lines) {
		const [stamp = '', id = '', queue = '', member = '', verb = ''] = line.split('|');
		const second = Number(stamp);
		if (line === '' || second * 1000 > atMs) continue;
		if (verb === 'QUEUESTART') stopAll(calls, second);
		const call = calls.get(id);
		if (verb === 'ENTERQUEUE' && call === undefined)
			calls.set(id, { queue, entered: second, left: null, how: null, agent: '', ended: null });
		if (verb === 'CONNECT' && call !== undefined)
			Object.assign(call, { left: second, how: 'answered', agent: extension(member) });
		if (verb === 'ABANDON' && call !== undefined) Object.assign(call, { left: second, how: 'lost' });
		if (['COMPLETEAGENT', 'COMPLETECALLER', 'ATTENDEDTRANSFER'].includes(verb) && call !== undefined)
			call.ended = second;
		if (verb === 'ADDMEMBER') come(agents, extension(member), second, true);
		if (verb === 'REMOVEMEMBER') come(agents, extension(member), second, false);
	}
	return figures([...calls.values()], agents, atMs, zone);
}

/** A server that starts has no calls: whoever waited is gone unseen, whoever talked has stopped. */
function stopAll(calls: Map<string, Call>, second: number): void {
	for (const call of calls.values()) {
		if (call.left === null) Object.assign(call, { left: second, how: 'lost unseen' });
		else if (call.how === 'answered') call.ended ??= second;
	}
}

function come(agents: Map<string, { isThere: boolean; since: number }>, who: string, second: number, is: boolean) {
	if (agents.get(who)?.isThere !== is) agents.set(who, { isThere: is, since: second });
}

function extension(member: string): string {
	return /\d+/.exec(member)?.[0] ?? member;
}

function figures(
	calls: readonly Call[],
	agents: ReadonlyMap<string, { isThere: boolean; since: number }>,
	atMs: number,
	zone: string
): Recount {
	const now = atMs / 1000;
	const today = localDate(now, zone);
	const waiting = calls.filter((call) => call.left === null);
	let answers = 0;
	let answerSeconds = 0;
	let met = 0;
	let missed = 0;
	for (const call of calls) {
		const waited = (call.left ?? now) - call.entered;
		if (call.how === 'answered' && call.left !== null && call.left > now - averageOverSeconds) {
			answers++;
			answerSeconds += waited;
		}
		if (localDate(call.entered, zone) !== today) continue;
		if (waited > targetSeconds || call.how === 'lost unseen') missed++;
		else if (call.how === 'answered') met++;
		else if (call.how === 'lost' && waited >= shortSeconds) missed++;
	}
	const busy = new Set(
		calls.filter((call) => call.how === 'answered' && call.ended === null).map((call) => call.agent)
	);
	let ready = 0;
	for (const [who, { isThere, since }] of agents) if (isThere && !busy.has(who) && now - since <= 86_400) ready++;
	const queues: Record<string, { waiting: number; longestSeconds: number | null }> = {};
	for (const { queue } of calls) {
		const inside = waiting.filter((call) => call.queue === queue);
		queues[queue] = { waiting: inside.length, longestSeconds: longest(inside, atMs) };
	}
	return {
		waiting: waiting.length,
		longestSeconds: longest(waiting, atMs),
		averageSeconds: answers === 0 ? null : answerSeconds / answers,
		serviceLevel: met + missed === 0 ? null : met / (met + missed),
		busy: busy.size,
		ready,
		queues
	};
}

function longest(waiting: readonly Call[], atMs: number): number | null {
	if (waiting.length === 0) return null;
	return (atMs - 1000 * Math.min(...waiting.map((call) => call.entered))) / 1000;
}

function localDate(second: number, zone: string): string {
	return new Date(second * 1000).toLocaleDateString('sv-SE', { timeZone: zone });
}

/** The ten minutes in which most calls came, were answered or ended; their first second. */
export function busiestTenMinutes(lines: readonly string[]): number {
	const seconds = lines
		.filter((line) => /\|(?:ENTERQUEUE|CONNECT|COMPLETEAGENT|COMPLETECALLER)\|/.test(line))
		.map((line) => Number(line.split('|')[0]));
	let best = { from: 0, count: 0 };
	for (const from of seconds) {
		const count = seconds.filter((second) => second >= from && second < from + 600).length;
		if (count > best.count) best = { from, count };
	}
	return best.from;
}
