import { isChange, type SketchDelta } from '#lib/domain/reports/rollup-deltas.ts';
import type { CellWrites, SketchWrites } from './rollup-statements.ts';
import { addBins, writeBins } from './sketch-bins.ts';

/** Which cell, by the columns of its table's key. */
export type CellKey = readonly (string | number)[];

/** Cells of days added up to cells of longer spans. */
export class CellSums {
	readonly #cells = new Map<string, Readonly<{ key: CellKey; sums: Float64Array }>>();

	add(key: CellKey, cell: Float64Array): void {
		const name = key.join(' ');
		const known = this.#cells.get(name);
		if (known === undefined) this.#cells.set(name, { key, sums: Float64Array.from(cell) });
		else for (let at = 0; at < cell.length; at++) known.sums[at] = (known.sums[at] ?? 0) + (cell[at] ?? 0);
	}

	/** Those that are not as they were. */
	changed(): Readonly<{ key: CellKey; sums: Float64Array }>[] {
		return [...this.#cells.values()].filter(({ sums }) => isChange(sums));
	}
}

/** Sketches of days added up to sketches of longer spans: a bin's count is the sum of theirs. */
export class SketchSums {
	readonly #sketches = new Map<string, Readonly<{ key: CellKey; sums: SketchDelta }>>();

	add(key: CellKey, { bins, sumMs }: SketchDelta): void {
		const name = key.join(' ');
		let known = this.#sketches.get(name);
		if (known === undefined) {
			known = { key, sums: { bins: new Map(), sumMs: 0 } };
			this.#sketches.set(name, known);
		}
		const { sums } = known;
		for (const [bin, count] of bins) sums.bins.set(bin, (sums.bins.get(bin) ?? 0) + count);
		sums.sumMs += sumMs;
	}

	all(): Iterable<Readonly<{ key: CellKey; sums: SketchDelta }>> {
		return this.#sketches.values();
	}
}

/** Adds to a stored cell, in a transaction of the caller; one that is left without any row goes. */
export function changeCell({ add, dropEmpty }: CellWrites, key: CellKey, sums: Float64Array): void {
	add.run(...key, ...sums);
	// Only what loses rows can be left without any.
	if ((sums[0] ?? 0) < 0 || (sums[1] ?? 0) < 0) dropEmpty.run(...key);
}

/** Adds to a stored sketch, in a transaction of the caller; one that is left without any wait goes. */
export function changeSketch({ get, put, drop }: SketchWrites, key: CellKey, delta: SketchDelta): void {
	const changes = [...delta.bins].filter(([, count]) => count !== 0);
	if (changes.length === 0 && delta.sumMs === 0) return;
	const stored = get.get(...key);
	const bins = new Map<number, number>();
	if (stored !== undefined) addBins(bins, stored[1]);
	for (const [bin, count] of changes) bins.set(bin, (bins.get(bin) ?? 0) + count);
	if ([...bins.values()].every((count) => count === 0)) drop.run(...key);
	else put.run(...key, (stored?.[0] ?? 0) + delta.sumMs, writeBins(bins));
}
