import type { IntervalEvent } from '#lib/domain/contact/contact-event.ts';
import { earlierYears } from '#lib/simulator/years/earlier-years.ts';
import { yearAnnotations } from '#lib/simulator/years/year-annotations.ts';
import type { Desk } from './demo-desk.ts';
import type { LogAccess } from './log-access.ts';

/** Writes totals of the years before a desk's story, and what happened in them; what is there already stays as it is. */
export async function writeEarlierYears(
	access: Pick<LogAccess, 'append' | 'eventsTogether' | 'annotations'>,
	{ seed, from, zone }: Pick<Desk, 'seed' | 'from' | 'zone'>
): Promise<void> {
	let waiting: IntervalEvent[] = [];
	const flush = async (): Promise<void> => {
		if (waiting.length > 0) await access.append(waiting);
		waiting = [];
	};
	for (const event of earlierYears({ seed, until: from, zone }))
		if (waiting.push(event) >= access.eventsTogether) await flush();
	await flush();
	// A start that was cut short has left the first of them.
	const known = (await access.annotations.list(null, null)).length;
	for (const annotation of yearAnnotations(from, zone).slice(known)) await access.annotations.add(annotation, from);
}
