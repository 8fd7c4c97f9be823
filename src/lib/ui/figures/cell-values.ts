import type { Cells } from '#lib/protocol/live-cells.ts';

/** One value a minute, oldest first; null = not known. */
export type MinuteLine = readonly (number | null)[];

/** A cell's number, null when it is not known or is something else. */
export function numberCell(cells: Cells, key: string): number | null {
	const value = cells[key];
	return typeof value === 'number' ? value : null;
}

/** A cell's line of values, empty when it is not known or is something else. */
export function lineCell(cells: Cells, key: string): MinuteLine {
	const value = cells[key];
	return Array.isArray(value) ? value : [];
}

/** A cell's text, null when it is not known or is something else. */
export function textCell(cells: Cells, key: string): string | null {
	const value = cells[key];
	return typeof value === 'string' && value !== '' ? value : null;
}
