import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { createSimulator } from '#lib/simulator/simulator.ts';

const dayMs = 86_400_000;
const zone = 'Europe/Amsterdam';
const from = Date.UTC(2024, 0, 1);
/** After so long a contact is written as it stands: exports do not wait either. */
const settledMs = 7 * dayMs;

const header = 'Call,Arrival,Queue,Channel,Topic,Outcome,Wait,Handling,Agent,Score';
/** How {@link writeSimulatedExport} writes: local times, whole seconds, most cells filled. */
const mapping = {
	source: 'export',
	zone,
	key: ['Call'],
	arrival: { column: 'Arrival', format: 'iso' },
	outcome: { column: 'Outcome', values: { answered: 'answered', abandoned: 'abandoned', waiting: 'pending' } },
	wait: { column: 'Wait', format: 's' },
	handling: { column: 'Handling', format: 's' },
	queue: { column: 'Queue' },
	channel: { column: 'Channel' },
	topic: { column: 'Topic' },
	agent: { column: 'Agent' },
	survey: { kind: 'grade', score: { column: 'Score' }, scale: { min: 1, max: 10 }, at: 'end' }
};

type OpenRow = {
	readonly key: string;
	readonly arrivedAt: number;
	readonly queue: string;
	readonly channel: string;
	readonly topic: string;
	leftAt: number | null;
	agent: string;
	endedAt: number | null;
	score: number | null;
};

/** Writes a table of so many contacts of the simulated desk, one row each, in the order in which they came. */
export async function writeSimulatedExport(file: string, rows: number): Promise<void> {
	const clock = new WallClock(zone);
	const simulator = createSimulator({ seed: 7, from, zone, alwaysOpen: true });
	const open = new Map<string, OpenRow>();
	const stream = createWriteStream(file);
	stream.write(`${header}\n`);
	let written = 0;
	for (let day = 1; written < rows; day++) {
		const until = from + day * dayMs;
		for (const event of simulator.until(until)) tell(open, event);
		let text = '';
		for (const [key, row] of open) {
			if (row.arrivedAt > until - settledMs || written === rows) break;
			text += lineOf(row, clock);
			open.delete(key);
			written++;
		}
		if (!stream.write(text)) await once(stream, 'drain');
	}
	stream.end();
	await once(stream, 'close');
}

/** Writes the mapping that goes with it. */
export function writeExportMapping(file: string): void {
	writeFileSync(file, JSON.stringify(mapping));
}

function tell(open: Map<string, OpenRow>, event: SourceEvent): void {
	if (event.type === 'contact.queued') {
		const { contact, queue, channel, topic = '' } = event.data;
		// Handed on, a contact queues again: a table has one row of it.
		if (!open.has(contact))
			open.set(contact, {
				...{ key: contact, arrivedAt: event.time, queue, channel, topic },
				...{ leftAt: null, agent: '', endedAt: null, score: null }
			});
		return;
	}
	const row = 'contact' in event.data ? open.get(event.data.contact ?? '') : undefined;
	if (row === undefined) return;
	if (event.type === 'contact.answered' && row.leftAt === null) {
		row.leftAt = event.time;
		row.agent = event.data.agent;
	} else if (event.type === 'contact.abandoned') row.leftAt ??= event.time;
	else if ((event.type === 'contact.ended' || event.type === 'contact.wrapped') && row.agent !== '')
		row.endedAt = event.time;
	else if (event.type === 'survey.answered') row.score = event.data.score;
}

function lineOf(row: OpenRow, clock: WallClock): string {
	const { key, arrivedAt, queue, channel, topic, leftAt, agent, endedAt, score } = row;
	const arrival = new Date(clock.localOf(arrivedAt)).toISOString().slice(0, 19).replace('T', ' ');
	const outcome = leftAt === null ? 'waiting' : agent === '' ? 'abandoned' : 'answered';
	const wait = leftAt === null ? '' : Math.round((leftAt - arrivedAt) / 1000);
	const handling = endedAt === null || leftAt === null ? '' : Math.round((endedAt - leftAt) / 1000);
	return `${key},${arrival},${queue},${channel},${topic},${outcome},${wait},${handling},${agent},${score ?? ''}\n`;
}
