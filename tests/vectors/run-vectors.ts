import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapters } from './adapters.ts';
import { differences, type Tolerance } from './compare.ts';
import { answerCheck } from './event-log-vectors.ts';

type Case = Readonly<{ id: string; in: never; out: unknown; tol?: Tolerance }>;
type Check = Readonly<{ at: string; as_of?: string; window: Readonly<Record<string, unknown>>; queue?: string; expect: unknown }>;
type VectorFile = Readonly<{
	tolerance?: Tolerance;
	cases?: readonly Case[];
	checks?: readonly Check[];
	config: never;
	events: never;
}>;

/** What became of one vector file. `covered` is false where the product has nothing for it. */
export type FileResult = Readonly<{
	file: string;
	covered: boolean;
	passed: number;
	/** One line per failed case, with its differences. */
	failures: readonly string[];
	cases: number;
}>;

/**
 * Figures that both sides found by simulation, with other numbers: the files compare them as if they were computed, to more digits
 * than the simulations behind them have. A probability may differ as in the file that is about such probabilities; a critical
 * value, in F, by what that means for it.
 */
const simulatedFigures: Readonly<Record<string, Tolerance>> = {
	'changepoint.json': { supF_p_exact_mc: { abs: 0.006 } },
	'supf_null_facts.json': { crit95: { rel: 0.015 } }
};

/** Runs every vector file of a folder against the product's own functions. */
export function runVectors(folder: string): FileResult[] {
	const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
	return files.sort().map((file) => runFile(file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as VectorFile)); // its form is checked by running it
}

function runFile(file: string, vectors: VectorFile): FileResult {
	const adapter = adapters[file];
	if (file.startsWith('eventlog') && vectors.checks !== undefined) {
		const run = (check: Check) => answerCheck(vectors.config, vectors.events, check);
		return score(file, vectors.checks.map((check) => ({ name: nameOf(check), tolerance: { ...vectors.tolerance }, expected: check.expect, answer: () => run(check) })));
	}
	const cases = vectors.cases ?? [];
	if (adapter === undefined) return { file, covered: false, passed: 0, failures: [], cases: cases.length || (vectors.checks?.length ?? 0) };
	return score(file, cases.map((one) => ({ name: one.id, tolerance: { ...vectors.tolerance, ...simulatedFigures[file], ...one.tol }, expected: one.out, answer: () => adapter(one.in) })));
}

type Question = Readonly<{ name: string; tolerance: Tolerance; expected: unknown; answer: () => unknown }>;

function score(file: string, questions: readonly Question[]): FileResult {
	const failures: string[] = [];
	for (const { name, tolerance, expected, answer } of questions) {
		const found = attempt(() => differences(expected, answer(), tolerance));
		if (found.length > 0) failures.push(`${name}\n   ${found.slice(0, 8).join('\n   ')}`);
	}
	return { file, covered: true, passed: questions.length - failures.length, failures, cases: questions.length };
}

function attempt(compare: () => string[]): string[] {
	try {
		return compare();
	} catch (error) {
		return [`threw ${error instanceof Error ? error.message : String(error)}`];
	}
}

function nameOf(check: Check): string {
	return `${check.at} ${JSON.stringify(check.window)} ${check.queue ?? 'all'}${check.as_of === undefined ? '' : ` as of ${check.as_of}`}`;
}
