import type { Finding } from '#lib/protocol/annual-page.ts';
import { createHash } from 'node:crypto';

/** A value of a series that may be searched; null = not known, or not of a whole period. */
export type FindingValue = Readonly<{
	step: number;
	bucket: string;
	value: number | null;
	definition: string;
	/** Of a score: invitations, and answers to them; left out where either is not known. */
	response?: Response;
}>;

type Response = Readonly<{ sent: number; replied: number }>;

/** A stretch of a series that can be searched for breaks: consecutive, and counted in one way. */
export type FindingSeries = Readonly<{
	figure: Finding['figure'];
	grain: Finding['grain'];
	/** In order; each step follows the one before. */
	points: readonly Readonly<{ step: number; value: number }>[];
	buckets: readonly string[];
	/** Of a score, beside each point; null = not known. Left out of other figures. */
	responses?: readonly (Response | null)[];
	/** Why there is no stretch to search; null where there is one. */
	notTested: 'gaps' | 'changed definition' | null;
}>;

/** A stretch this long is taken though an earlier one is longer. */
const longEnough = { week: 104, year: 10 };
/** Fewer are not tested. */
const fewest = { week: 52, year: 10 };

type Stretch = {
	points: { step: number; value: number }[];
	buckets: string[];
	responses: (Response | null)[];
	definition: string;
};

/**
 * The stretch of a series that is searched: the last one where it is long enough, else the longest. Values that are missing, or
 * are counted in another way than those before, end a stretch.
 */
export function searchable(
	figure: Finding['figure'],
	grain: Finding['grain'],
	values: readonly FindingValue[]
): FindingSeries {
	const stretches: Stretch[] = [];
	let isGoingOn = false;
	let reason: FindingSeries['notTested'] = null;
	let last: number | null = null;
	for (const { step, bucket, value, definition, response = null } of values) {
		if (value === null || (last !== null && step !== last + 1)) isGoingOn = false;
		last = step;
		if (value === null) continue;
		const stretch = stretches.at(-1);
		if (isGoingOn && stretch !== undefined && stretch.definition === definition) {
			stretch.points.push({ step, value });
			stretch.buckets.push(bucket);
			stretch.responses.push(response);
			continue;
		}
		if (stretch !== undefined) reason = stretch.definition === definition ? (reason ?? 'gaps') : 'changed definition';
		stretches.push({ points: [{ step, value }], buckets: [bucket], responses: [response], definition });
		isGoingOn = true;
	}
	const chosen = stretches.findLast(
		(stretch, index) =>
			stretch.points.length >= longEnough[grain] ||
			stretches.every(
				(other, no) =>
					other.points.length < stretch.points.length || (no <= index && other.points.length === stretch.points.length)
			)
	);
	const { points = [], buckets = [], responses = [] } = chosen ?? {};
	const known = values.filter(({ value }) => value !== null).length;
	const isTornApart = points.length < fewest[grain] && known >= fewest[grain];
	const asked = figure === 'score' ? { responses } : {};
	return { figure, grain, points, buckets, ...asked, notTested: isTornApart ? reason : null };
}

/** Names what is searched: the same values give the same findings. */
export function hashOfSeries(series: readonly FindingSeries[]): string {
	return createHash('sha256').update(JSON.stringify(series)).digest('hex');
}
