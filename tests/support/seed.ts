/** What chance starts from in every run that is told nothing else. */
const usualSeed = 20_261_122;

/** What chance starts from in this run: `BEREIK_SEED`, or always the same. */
export const seed = wholeNumber('BEREIK_SEED', usualSeed);

/** How many cases a property tries: the usual number, or `BEREIK_RUNS` times as many. */
export function runsOf(usual: number): { numRuns: number } {
	return { numRuns: usual * wholeNumber('BEREIK_RUNS', 1) };
}

function wholeNumber(name: string, otherwise: number): number {
	const text = process.env[name];
	if (text === undefined || text === '') return otherwise;
	if (!/^-?\d+$/.test(text)) throw new Error(`${name}: ${text} is not a whole number`);
	return Number(text);
}
