/** One figure beside its anchor, both taken in this run. */
export type Measurement = Readonly<{
	what: string;
	/** The figure as it is read. */
	figure: string;
	/** What it is held against, in the same run. */
	anchor: string;
	/** Whether the aim is met; null where there is no aim. */
	met: boolean | null;
	aim: string;
}>;

/** The middle of some numbers, which one slow round does not move. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value below which a share of some numbers lies. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Microseconds an item that some synchronous work took. */
export function microsecondsEach(items: number, work: () => void): number {
	const startedAt = performance.now();
	work();
	return ((performance.now() - startedAt) * 1000) / items;
}

/** The measurements as a table. */
export function asTable(measurements: readonly Measurement[]): string {
	const rows = measurements.map(({ what, figure, anchor, aim, met }) => [
		what,
		figure,
		anchor,
		aim,
		met === null ? '' : met ? 'met' : 'MISSED'
	]);
	return [['what', 'figure', 'anchor', 'aim', ''], ['---', '---', '---', '---', '---'], ...rows]
		.map((row) => `| ${row.join(' | ')} |`)
		.join('\n');
}
