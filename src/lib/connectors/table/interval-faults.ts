import { type CountName, countNames } from './interval-mapping.ts';
import type { BucketMapping, IntervalRowsMapping, LevelMapping } from './interval-mapping.ts';
import type { ScoresMapping, SeriesMapping } from './interval-mapping.ts';
import type { TextMapping } from './mapping-parts.ts';

/** Takes down what is wrong, and where. */
type Say = (path: string, reason: string) => void;
type Has = (name: CountName) => boolean;

/** What a service level of each way of the trade is a share of; of V3 only the file can tell. */
export const denominators = {
	V1: 'answered',
	V2: 'offered',
	V3: null,
	V4: 'offered',
	V5: 'offered-less-short',
	V6: 'offered',
	unknown: null
} as const;

const figureNames = [...countNames, 'serviceLevel', 'answeredWait', 'allWait', 'handle', 'score'] as const;
/** What a mean is over where the mapping does not say. */
export const meansOver = { answeredWait: 'answered', allWait: 'offered', handle: 'answered' } as const;

/** Says what the shape of a mapping of totals does not rule out. */
export function checkIntervalRows(mapping: IntervalRowsMapping, say: Say): void {
	checkBucket(mapping.bucket, say);
	const ownFigures = figureNames.some((name) => mapping[name] !== undefined);
	if (!ownFigures && mapping.series === undefined)
		say('', 'names no figures: offered, answered, serviceLevel and so on, or series of them');
	checkFigures('', mapping, say);
	for (const [index, series] of (mapping.series ?? []).entries()) {
		const path = `series.${index}`;
		if (!figureNames.some((name) => series[name] !== undefined)) say(path, 'names no figures');
		checkFigures(`${path}.`, series, say);
	}
	checkAlike(mapping, say);
}

/** What is said to be counted as it is here has to be there. */
function checkAlike(mapping: IntervalRowsMapping, say: Say): void {
	const needed = { contacts: 'contacts', surveys: 'score' } as const;
	const path = 'definition.countedAlike';
	const groups = mapping.definition?.countedAlike ?? [];
	if (new Set(groups).size < groups.length) say(path, 'names a group twice');
	for (const group of new Set(groups)) {
		const name = needed[group];
		if (![mapping, ...(mapping.series ?? [])].some((one) => one[name] !== undefined))
			say(path, `names ${group}, and ${name} is not mapped`);
	}
}

/** The texts that a mapping of totals reads, by their path. */
export function textsOf({ bucket, series = [], ...mapping }: IntervalRowsMapping): [path: string, text: TextMapping][] {
	const { year, month, week, quarter } = bucket;
	const found = Object.entries({ year, month, week, quarter }).map(([name, text]) => [`bucket.${name}`, text] as const);
	const subjects = [['', mapping] as const, ...series.map((one, index) => [`series.${index}.`, one] as const)];
	const named = subjects.flatMap(([prefix, { queue, channel, topic }]) =>
		Object.entries({ queue, channel, topic }).map(([name, text]) => [`${prefix}${name}`, text] as const)
	);
	return [...found, ...named].flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]));
}

function checkBucket(bucket: BucketMapping, say: Say): void {
	const { grain, column, date, time, year, month, week, quarter, dateIs } = bucket;
	const isShort = grain === 'quarter-hour' || grain === 'half-hour' || grain === 'hour';
	const ways = [column, date, year].filter((part) => part !== undefined).length;
	if (ways !== 1) return say('bucket', 'needs exactly one of column, date and year');
	if (isShort && year !== undefined) say('bucket.year', `does not tell when ${article(grain)} began`);
	if (isShort && date !== undefined && time === undefined)
		say('bucket.time', 'is missing: a date does not tell when it began');
	if (!isShort && time !== undefined) say('bucket.time', `says nothing of ${article(grain)}`);
	if (column !== undefined && time !== undefined) say('bucket.time', 'belongs to a date column; column holds both');
	if (grain === 'sunday-week' && date === undefined)
		say('bucket', 'a week from Sunday is named by a date: use date, with dateIs');
	if (column !== undefined && bucket.format !== undefined && !isShort && grain !== 'day')
		say('bucket.format', "column holds the period's name; for a date in it use date and dateFormat");
	if (dateIs !== undefined && (date === undefined || isShort || grain === 'day'))
		say('bucket.dateIs', 'is for the date of a week, month, quarter or year');
	const parts = { month, week, quarter };
	for (const [name, part] of Object.entries(parts)) {
		if (part !== undefined && (year === undefined || grain !== name))
			say(`bucket.${name}`, `belongs to a year, where the grain is ${name}`);
		if (part === undefined && year !== undefined && grain === name)
			say(`bucket.${name}`, 'is missing: which one of the year');
	}
	if (year !== undefined && grain !== 'year' && !Object.hasOwn(parts, grain))
		say('bucket.year', `does not tell which ${grain} it is`);
}

function checkFigures(
	prefix: string,
	mapping: SeriesMapping & Pick<IntervalRowsMapping, 'definition'>,
	say: Say
): void {
	const has: Has = (name) => mapping[name] !== undefined;
	for (const name of countNames) {
		const count = mapping[name];
		if (count === undefined) continue;
		const path = `${prefix}${name}`;
		if ((count.column === undefined) === (count.value === undefined)) say(path, 'needs either column or value');
		if ((count.share === undefined) !== (count.of === undefined))
			say(
				path,
				count.share === undefined
					? 'of belongs to a share'
					: 'is a share, and a share without what it is of cannot be put together with others: name of'
			);
		if (count.share !== undefined && count.column === undefined) say(path, 'a share needs a column');
		if (count.of !== undefined) {
			if (count.of === name) say(`${path}.of`, 'names itself');
			else if (!has(count.of)) say(`${path}.of`, `${count.of} is not mapped, so how many these are cannot be told`);
			else if (mapping[count.of]?.share !== undefined) say(`${path}.of`, `${count.of} is a share itself; name a count`);
		}
	}
	for (const name of ['answeredWait', 'allWait', 'handle'] as const) {
		const times = mapping[name];
		if (times === undefined) continue;
		if ((times.mean === undefined) === (times.sum === undefined)) say(`${prefix}${name}`, 'needs either mean or sum');
		const over = times.of ?? meansOver[name];
		if (!has(over))
			say(
				`${prefix}${name}`,
				`is over ${over}, which is not mapped: a mean without its weight cannot be put together with others`
			);
	}
	if (mapping.serviceLevel !== undefined) checkLevel(`${prefix}serviceLevel`, mapping.serviceLevel, has, say);
	if (mapping.score !== undefined) checkScores(`${prefix}score`, mapping.score, has, say);
}

function checkLevel(
	path: string,
	{ within, share, of, variant, targetSeconds }: LevelMapping,
	has: Has,
	say: Say
): void {
	if ((within === undefined) === (share === undefined)) say(path, 'needs either within or share');
	if (targetSeconds === undefined && variant !== 'unknown')
		say(`${path}.targetSeconds`, 'is missing: within how many seconds; write variant: unknown where nobody knows');
	const usual = variant === undefined ? null : denominators[variant];
	const whole = of ?? usual;
	if (whole === null)
		return say(
			`${path}.of`,
			'is missing: a service level is a share of the answered, of the offered, or of the offered less short abandons, and without which of them it cannot be put together with others'
		);
	if (usual !== null && of !== undefined && of !== usual)
		say(`${path}.of`, `${variant ?? ''} is a share of ${usual}; leave of out, or write another variant`);
	if (typeof whole === 'object') return;
	const needed: readonly CountName[] =
		whole === 'answered' ? ['answered'] : whole === 'offered' ? ['offered'] : ['offered', 'shortAbandoned'];
	for (const name of needed)
		if (!has(name))
			say(`${path}.of`, `${name} is not mapped, and a share without its whole cannot be put together with others`);
}

function checkScores(path: string, score: ScoresMapping, has: Has, say: Say): void {
	if (score.scale.min >= score.scale.max) say(`${path}.scale`, 'min must be below max');
	if ((score.mean === undefined) === (score.sum === undefined)) say(path, 'needs either mean or sum');
	if (score.sd !== undefined && score.squares !== undefined) say(path, 'has both sd and squares; name one of the two');
	if (score.scored === undefined && !has('surveysAnswered'))
		say(
			path,
			'is over surveysAnswered, which is not mapped: a mean without its weight cannot be put together with others'
		);
}

function article(grain: string): string {
	return grain === 'hour' ? 'an hour' : `a ${grain}`;
}
