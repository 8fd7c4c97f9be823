import { type Cells, type CellValue, queueCellPrefix, queueOfCell } from '#lib/protocol/live-cells.ts';
import { fixtureNow } from './now-cells.ts';

const minute = 60_000;

/** What satisfaction is in a quiet week. */
export const scoreOf212: Cells = {
	'score.kind': 'csat',
	'score.value': 0.813,
	'score.low': 0.755,
	'score.high': 0.86,
	'score.n': 212,
	'score.days': 7,
	'score.response_rate': 0.31,
	'score.weighting': 'volume',
	'score.scale_min': 1,
	'score.scale_max': 5
};

/** The cells of the phone, made from those of the board: every queue gets its hour and its day. */
export function phoneCells(now: Cells, over: Cells = {}): Cells {
	const cells: Record<string, CellValue> = { ...now, ...scoreOf212 };
	const queues = new Set(Object.keys(now).flatMap((key) => queueOfCell(key) ?? []));
	for (const [index, queue] of [...queues].entries()) {
		const prefix = queueCellPrefix(queue);
		const depth = Number(now[`${prefix}depth`] ?? 0);
		const norm = now[`${prefix}norm.queue_depth`];
		const since = now[`${prefix}longest_since`];
		const waitNorm = now[`${prefix}norm.longest_wait_s`];
		const isDeep = typeof norm === 'number' && depth > norm;
		const isLong = typeof since === 'number' && typeof waitNorm === 'number' && fixtureNow - since > waitNorm * 1000;
		cells[`${prefix}line`] = hour(depth, index);
		cells[`${prefix}line.last_week`] = hour(4, index + 5);
		cells[`${prefix}asa_s`] = 20 + 9 * depth;
		cells[`${prefix}asa_n`] = 31 + index;
		cells[`${prefix}norm.asa_s`] = 60;
		cells[`${prefix}sl`] = depth > 10 ? 0.71 : 0.86;
		cells[`${prefix}sl_offered`] = 340 - index * 60;
		cells[`${prefix}sl_target_s`] = 20;
		cells[`${prefix}sl_target_share`] = 0.8;
		cells[`${prefix}norm.sl`] = 0.8;
		cells[`${prefix}off_norm_since`] = isDeep || isLong ? Date.UTC(2026, 10, 10, 10, 31) : null;
	}
	const isCentreOff = Number(now['fast.queue_depth']) > Number(now['fast.norm.queue_depth']);
	cells['fast.off_norm_since'] = isCentreOff ? fixtureNow - 9 * minute : null;
	return { ...cells, ...over };
}

/** An hour that ends at a depth: level where that is low, rising where it is high. */
function hour(last: number, seed: number): readonly number[] {
	return Array.from({ length: 61 }, (_, index) => {
		if (index === 60) return last;
		const rise = last > 8 ? Math.max(0, (index - 26) / 34) : 0;
		const level = Math.min(last, 4) * 0.8;
		const noise = ((index * (seed + 3) * 7919) % 13) / 10 - 0.6;
		return Math.max(0, Math.round(level + Math.sin(index / 6 + seed) + noise + (last - level) * rise ** 1.3));
	});
}
