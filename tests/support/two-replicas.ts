import type { Tables } from '#lib/server/database/tables/tables.ts';
import { OneByOne } from '#lib/server/access/one-by-one.ts';
import { openHere, testPlace } from './postgres.ts';

/** One log as two servers have it open; closed when the test is over. */
export async function twoReplicas(): Promise<readonly [Tables, Tables]> {
	const place = await testPlace();
	return [await openHere(place), await openHere(place)];
}

/** The same tables, with turns that another server knows nothing of: what has to be found out. */
export function withOwnTurns(tables: Tables): Tables {
	return { ...tables, turns: () => new OneByOne() };
}
