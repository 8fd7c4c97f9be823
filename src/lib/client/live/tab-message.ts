import { streamEvents } from './read-message.ts';
import type { StreamEvent } from './read-message.ts';
import type { Recollection } from './live-view.svelte.ts';

/**
 * What the tabs of one browser tell each other about the stream they share.
 * - `ask`: a tab that follows wants to know how things stand
 * - `lead`: a tab leads from now on
 * - `state`: how things stand with the tab that leads, for one tab or (`to` null) for all
 * - `relay`: a message of the stream, as it came
 */
export type TabMessage =
	| Readonly<{ kind: 'ask'; from: string }>
	| Readonly<{ kind: 'lead'; from: string }>
	| Readonly<{
			kind: 'state';
			from: string;
			to: string | null;
			sentMs: number;
			state: Recollection | null;
			isTired: boolean;
	  }>
	| Readonly<{ kind: 'relay'; from: string; sentMs: number; event: StreamEvent; data: string; id: string }>;

/**
 * Looks at what came from another tab; null where it is no such message. What a state or a message of the stream holds is read as
 * strictly as if it came from the server, by whoever takes it in.
 */
export function readTabMessage(value: unknown): TabMessage | null {
	if (typeof value !== 'object' || value === null) return null;
	const said = value as Readonly<Record<string, unknown>>; // an object's values, each looked at below
	if (typeof said['from'] !== 'string') return null;
	switch (said['kind']) {
		case 'ask':
		case 'lead':
			return { kind: said['kind'], from: said['from'] };
		case 'state': {
			const { from, to, sentMs, state, isTired } = said;
			if ((typeof to !== 'string' && to !== null) || typeof sentMs !== 'number') return null;
			if (state !== null && !isRecollection(state)) return null;
			return { kind: 'state', from, to, sentMs, state, isTired: isTired === true };
		}
		case 'relay': {
			const { from, sentMs, data, id } = said;
			const event = streamEvents.find((one) => one === said['event']);
			if (event === undefined || typeof sentMs !== 'number') return null;
			if (typeof data !== 'string' || typeof id !== 'string') return null;
			return { kind: 'relay', from, sentMs, event, data, id };
		}
		default:
			return null;
	}
}

function isRecollection(value: unknown): value is Recollection {
	if (typeof value !== 'object' || value === null) return false;
	if (!('ageMs' in value && 'id' in value && 'hello' in value && 'snapshot' in value)) return false;
	return typeof value.ageMs === 'number' && typeof value.id === 'string';
}
