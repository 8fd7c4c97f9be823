import { queueCellPrefix, queueOfCell } from '#lib/protocol/live-cells.ts';
import type { Cells, CellValue } from '#lib/protocol/live-cells.ts';

/** Tuesday 10 November 2026, 11:42:10 in Amsterdam. */
export const fixtureNow = Date.UTC(2026, 10, 10, 10, 42, 10);

const minute = 60_000;
type Queue = Readonly<{
	name: string;
	channel?: string;
	depth: number;
	waitSeconds: number | null;
	depthNorm?: number;
}>;

const calmQueues: readonly Queue[] = [
	{ name: 'Facturen', depth: 3, waitSeconds: 74 },
	{ name: 'Techniek', depth: 2, waitSeconds: 41 },
	{ name: 'Algemeen', depth: 2, waitSeconds: 36 },
	{ name: 'Chat', channel: 'chat', depth: 1, waitSeconds: 8 },
	{ name: 'Verhuizen', depth: 0, waitSeconds: null }
];
const busyQueues: readonly Queue[] = [
	{ name: 'Facturen', depth: 14, waitSeconds: 402 },
	{ name: 'Techniek', depth: 4, waitSeconds: 125 },
	{ name: 'Algemeen', depth: 3, waitSeconds: 72 },
	{ name: 'Chat', channel: 'chat', depth: 2, waitSeconds: 25 },
	{ name: 'Verhuizen', depth: 1, waitSeconds: 48 }
];

/** A quiet morning: every figure within its norm. */
export function calmCells(over: Cells = {}): Cells {
	return {
		...centre(8, 74, 'calm'),
		...agents(24, 11, 4, 3),
		...calmQueues.reduce((cells, queue) => ({ ...cells, ...queueCells(queue) }), {}),
		'fast.asa_s': 28.3,
		'fast.asa_n': 141,
		'fast.sl': 0.864,
		'fast.sl_offered': 1284,
		...over
	};
}

/** One queue is backing up: centre and queue in alarm, average wait and service level off norm. */
export function alarmCells(over: Cells = {}): Cells {
	return {
		...centre(24, 402, 'busy'),
		...agents(29, 2, 6, 5),
		...busyQueues.reduce((cells, queue) => ({ ...cells, ...queueCells(queue) }), {}),
		'fast.asa_s': 108.4,
		'fast.asa_n': 212,
		'fast.sl': 0.762,
		'fast.sl_offered': 1284,
		...over
	};
}

/** Beyond some norms, alarming nowhere. */
export function attentionCells(): Cells {
	return calmCells({
		...centre(17, 320, 'calm'),
		...queueCells({ name: 'Facturen', depth: 11, waitSeconds: 320 }),
		'fast.asa_s': 74,
		'fast.sl': 0.7996
	});
}

/** Names as other systems give them, more queues than rows, waits beyond an hour, a crowd of people. */
export function crowdedCells(): Cells {
	const crowd: readonly Queue[] = [
		{ name: 'Verhuizing & opzegging zakelijk', depth: 128, waitSeconds: 3765 },
		{ name: 'Storingen glasvezel buitengebied', depth: 12, waitSeconds: 754 },
		{ name: 'Aansprakelijkheidsverzekeringen', depth: 4, waitSeconds: 125 },
		{ name: 'Techniek', depth: 3, waitSeconds: 72 },
		{ name: 'Algemeen', depth: 2, waitSeconds: 25 },
		{ name: 'Chat', channel: 'chat', depth: 2, waitSeconds: 12 },
		{ name: 'Terugbellen', depth: 0, waitSeconds: null },
		{ name: 'Post', channel: 'email', depth: 912, waitSeconds: 90_000 }
	];
	return {
		...centre(151, 3765, 'busy'),
		...agents(96, 4, 17, 21),
		...crowd.reduce((cells, queue) => ({ ...cells, ...queueCells(queue) }), {}),
		'fast.queue_depth_last_week': 118,
		'fast.asa_s': 3921,
		'fast.asa_n': 12,
		'fast.sl': 0.0949,
		'fast.sl_offered': 1284
	};
}

/** A site that opened a minute ago: almost nothing is known, and what is known is too little to judge. */
export function sparseCells(): Cells {
	return {
		...centre(0, null, 'none'),
		...agents(0, 3, 0, 1),
		...queueCells({ name: 'Facturen', depth: 0, waitSeconds: null }),
		'fast.queue_depth_last_week': null,
		'fast.asa_s': null,
		'fast.asa_n': 0,
		'fast.sl': 1,
		'fast.sl_offered': 12,
		'fast.sl_target_s': 20
	};
}

function centre(depth: number, waitSeconds: number | null, day: 'calm' | 'busy' | 'none'): Cells {
	const known = day !== 'none';
	const rise = (index: number) => (day === 'busy' ? Math.max(0, (index - 32) / 28) : 0);
	const line = (value: (index: number) => number, last: number | null) =>
		known
			? [...Array.from({ length: 60 }, (_, index) => Math.round(value(index))), last]
			: new Array<null>(61).fill(null);
	return {
		'fast.queue_depth': depth,
		'fast.longest_since': since(waitSeconds),
		'fast.queue_depth_last_week': 9,
		'fast.sl_target_s': null,
		'fast.sl_target_share': 0.8,
		'fast.norm.queue_depth': 15,
		'fast.norm.longest_wait_s': 300,
		'fast.norm.asa_s': 60,
		'fast.norm.sl': 0.8,
		'line.queue_depth': line((i) => 7 + 2 * Math.sin(i / 7) + ((i * i) % 5) / 4 + 16 * rise(i) ** 1.6, depth),
		'line.queue_depth.last_week': line((i) => 8 + 3 * Math.sin(i / 8 + 1) + ((i * 5) % 2), 9),
		'line.longest_wait_s': line((i) => 62 + 20 * Math.sin(i / 6) + ((i * 13) % 17) + 320 * rise(i), waitSeconds),
		'line.longest_wait_s.last_week': line((i) => 70 + 24 * Math.sin(i / 8 + 2) + ((i * 11) % 13), 66),
		'line.end': Math.floor(fixtureNow / minute) * minute
	};
}

function agents(busy: number, ready: number, acw: number, notReady: number): Cells {
	return { 'agents.busy': busy, 'agents.ready': ready, 'agents.acw': acw, 'agents.not_ready': notReady };
}

function queueCells({ name, channel = 'phone', depth, waitSeconds, depthNorm = 10 }: Queue): Cells {
	const prefix = queueCellPrefix(idOf(name));
	const cells: Record<string, CellValue> = {};
	cells[`${prefix}name`] = name;
	cells[`${prefix}channel`] = channel;
	cells[`${prefix}depth`] = depth;
	cells[`${prefix}longest_since`] = since(waitSeconds);
	cells[`${prefix}norm.queue_depth`] = channel === 'email' ? null : depthNorm;
	cells[`${prefix}norm.longest_wait_s`] = channel === 'email' ? null : channel === 'chat' ? 180 : 300;
	return cells;
}

function since(waitSeconds: number | null): number | null {
	return waitSeconds === null ? null : fixtureNow - waitSeconds * 1000;
}

/** Tuesday's centre is closed until Wednesday at eight, and nobody is there. */
export function nightCells(over: Cells = {}): Cells {
	const cells = Object.entries(sparseCells()).filter(([key]) => !key.startsWith('queue.'));
	return {
		...Object.fromEntries(cells),
		...queueCells({ name: 'Facturen', depth: 0, waitSeconds: null }),
		...agents(0, 0, 0, 0),
		'fast.sl': null,
		'fast.sl_offered': 0,
		'hours.opens_at': Date.UTC(2026, 10, 11, 7),
		...over
	};
}

/** A source that brings some queues fell silent four minutes ago: what rests on it is the last that is known of it. */
export function silentCells(queues: readonly string[], cells: Cells, source = 'CCX'): Cells {
	const since = fixtureNow - 4 * minute - 10_000;
	const names = queues.length === 0 ? queueNamesOf(cells) : queues;
	const silent: Record<string, CellValue> = {
		'sources.silent': 1,
		'fast.silent_source': source,
		'fast.silent_since': since
	};
	if (queues.length === 0) Object.assign(silent, { 'agents.silent_source': source, 'agents.silent_since': since });
	for (const name of names) {
		const prefix = queueCellPrefix(idOf(name));
		silent[`${prefix}silent_source`] = source;
		silent[`${prefix}silent_since`] = since;
	}
	return { ...cells, ...silent };
}

function queueNamesOf(cells: Cells): readonly string[] {
	return Object.keys(cells).flatMap((key) => queueOfCell(key) ?? []);
}

function idOf(name: string): string {
	return name.toLowerCase().replace(/[^a-z]+/g, '-');
}
