import type { KeyScope } from '../access/api-keys.ts';
import type { BodyLimits } from './event-request.ts';

const usual: BodyLimits = { bytes: 1024 * 1024, events: 500 };
const bulk: BodyLimits = { bytes: 10_000_000, events: 5000 };

/** What one request may hold, before and after inflating. */
export function bodyLimits(scopes: readonly KeyScope[]): BodyLimits {
	return scopes.includes('bulk') ? bulk : usual;
}

/** Whether a key may send events at all. */
export function maySendEvents(scopes: readonly KeyScope[]): boolean {
	return scopes.includes('intake') || scopes.includes('bulk');
}
