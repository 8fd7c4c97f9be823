import type { Cells } from '#lib/protocol/live-cells.ts';
import { textCell } from '../figures/cell-values.ts';

/** The message that is to be read now, with the queues it is about before it; null when there is none. */
export function wallMessage(cells: Cells): string | null {
	const text = textCell(cells, 'message.text');
	if (text === null || text === '') return null;
	const about = textCell(cells, 'message.about');
	return about === null ? text : `${about}: ${text}`;
}
