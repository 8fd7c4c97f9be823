import { choose, exponential, happens, randomStream, type RandomStream } from '#lib/domain/statistics/random.ts';

const queues = ['sales', 'support', 'billing'];
const agents = Array.from({ length: 12 }, (_, no) => `Agent/${1100 + no}`);

type Line = Readonly<{ at: number; text: string }>;

/**
 * Lines of a queue_log as a small centre would write it: calls that are answered, lost, sent on and tried again, agents
 * that come, pause and go, lines of Asterisk's own, and now and then a line that was written twice.
 * @param count how many lines
 */
export function queueLogLines(count: number, seed: number): string[] {
	const random = randomStream(seed, 'queue_log');
	const lines: Line[] = [];
	let at = 1_790_000_000;
	for (let call = 1; lines.length < count; call++) {
		at += exponential(random, 20);
		if (happens(random, 0.05)) lines.push(...presence(random, at));
		lines.push(...oneCall(random, at, `${Math.floor(at)}.${call}`));
	}
	return lines
		.sort((one, other) => one.at - other.at)
		.slice(0, count)
		.map(({ at: time, text }) => `${Math.floor(time)}|${text}`);
}

function oneCall(random: RandomStream, at: number, id: string): Line[] {
	const queue = pick(random, queues);
	const agent = pick(random, agents);
	const entered = { at, text: `${id}|${queue}|NONE|ENTERQUEUE||0612345${1_000 + Math.floor(random() * 9_000)}|1` };
	const wait = 1 + Math.floor(exponential(random, 25));
	const end = at + wait;
	const course = choose(random, [
		{ name: 'answered', weight: 70 },
		{ name: 'lost', weight: 15 },
		{ name: 'sent on', weight: 10 },
		{ name: 'written twice', weight: 5 }
	]).name;
	if (course === 'lost') return [entered, { at: end, text: `${id}|${queue}|NONE|ABANDON|1|1|${wait}` }];
	const talk = 5 + Math.floor(exponential(random, 200));
	const missed = { at: at + wait / 2, text: `${id}|${queue}|${agent}|RINGNOANSWER|1000` };
	const connected = { at: end, text: `${id}|${queue}|${agent}|CONNECT|${wait}|${id}|2` };
	const over = { at: end + talk, text: `${id}|${queue}|${agent}|COMPLETECALLER|${wait}|${talk}|1` };
	if (course === 'answered') return [entered, missed, connected, over];
	if (course === 'written twice') return [entered, entered, connected, over];
	const sentOn = `${id}|${queue}|${agent}|BLINDTRANSFER|200|internal|${wait}|${talk}|1`;
	return [entered, connected, { at: end + talk, text: sentOn }];
}

function presence(random: RandomStream, at: number): Line[] {
	const agent = pick(random, agents);
	const queue = pick(random, queues);
	const call = `${Math.floor(at)}.0`;
	return [
		{ at, text: `${call}|${queue}|${agent}|ADDMEMBER|` },
		{ at: at + 300, text: `${call}|${queue}|${agent}|PAUSE|lunch` },
		{ at: at + 900, text: `${call}|${queue}|${agent}|UNPAUSE|` },
		{ at: at + 3_600, text: `${call}|${queue}|${agent}|REMOVEMEMBER|` }
	];
}

function pick<Choice>(random: RandomStream, choices: readonly Choice[]): Choice {
	return choose(
		random,
		choices.map((choice) => ({ choice, weight: 1 }))
	).choice;
}
