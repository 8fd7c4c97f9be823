import { acceptEvents, type IntakeParts } from './accept-events.ts';
import { newIntakeCounters } from './intake-counters.ts';
import { IntakeRates } from './intake-rates.ts';
import { anyNames } from './new-names.ts';
import type { RejectedRecord } from './rejected-records.ts';
import { NotTakenIn } from './take-in.ts';

/** Whether a rejected record is one that came as JSON, rather than a line or a row of a file. */
export function isJsonRecord({ raw }: Pick<RejectedRecord, 'raw'>): boolean {
	return /^\s*[[{]/.test(raw);
}

/**
 * Hands a rejected record to the intake again, just as if its source had sent it now.
 * @returns null when it is in the log, else why it is refused still
 * @throws NotTakenIn when the log takes nothing now
 */
export async function retryEvent(
	parts: Omit<IntakeParts, 'rejected' | 'counters' | 'rates' | 'names'>,
	{ source, raw }: Pick<RejectedRecord, 'source' | 'raw'>
): Promise<string | null> {
	const refusals: string[] = [];
	const rejected = { add: ({ reason }: RejectedRecord) => void refusals.push(reason) };
	const contentType = raw.trimStart().startsWith('[')
		? 'application/cloudevents-batch+json'
		: 'application/cloudevents+json';
	const answer = await acceptEvents(
		{ ...parts, rejected, counters: newIntakeCounters(), rates: new IntakeRates(), names: anyNames },
		{ id: 'retry', source, scopes: ['bulk'] },
		{ contentType, headers: [], body: Buffer.from(raw) }
	);
	if ([429, 503, 507].includes(answer.status) && 'error' in answer.body) throw new NotTakenIn(answer.body.error);
	if ('error' in answer.body) return answer.body.error;
	return refusals[0] ?? null;
}
