import { leastSquares } from '../statistics/least-squares.ts';

/** One answer: its score and what is known beside it, in the order of the drivers. */
export type ScoredCase = Readonly<{ score: number; drivers: readonly number[] }>;

/** Why a mean score changed between two periods, as far as other values of the drivers account for it. */
export type ExplainedChange = Readonly<{
	before: number;
	after: number;
	change: number;
	/** What other values of the drivers account for, at the mean of both periods' coefficients. */
	explained: number;
	/** The rest: the same wait was scored otherwise, or something that is not among the drivers changed. */
	unexplained: number;
	/** {@link explained} by driver, in their order. */
	explainedBy: readonly number[];
	/** For the detail view, seen from the first period: other values, other coefficients, both together. */
	threeFold: Readonly<{ endowments: number; coefficients: number; interaction: number }>;
}>;

/**
 * Takes the change of a mean score apart by linear regression on drivers that are measured (a wait in seconds) or are 0 or 1
 * (by chat). This is bookkeeping, not a cause.
 * Source: Oaxaca 1973 and Blinder 1973; average coefficients after Reimers 1983.
 * @returns null when a period has too few answers, or drivers that cannot be told apart
 */
export function explainedChange(before: readonly ScoredCase[], after: readonly ScoredCase[]): ExplainedChange | null {
	const first = regression(before);
	const second = regression(after);
	if (first === null || second === null) return null;
	const parts = second.means.map((mean, column) => {
		const [m0, b0] = [first.means[column] ?? 0, first.coefficients[column] ?? 0];
		const b1 = second.coefficients[column] ?? 0;
		return {
			endowment: (mean - m0) * b0,
			coefficient: m0 * (b1 - b0),
			interaction: (mean - m0) * (b1 - b0),
			explained: ((mean - m0) * (b0 + b1)) / 2
		};
	});
	const change = second.score - first.score;
	const explained = parts.reduce((sum, part) => sum + part.explained, 0);
	return {
		before: first.score,
		after: second.score,
		change,
		explained,
		unexplained: change - explained,
		explainedBy: parts.slice(1).map((part) => part.explained),
		threeFold: {
			endowments: parts.reduce((sum, part) => sum + part.endowment, 0),
			coefficients: parts.reduce((sum, part) => sum + part.coefficient, 0),
			interaction: parts.reduce((sum, part) => sum + part.interaction, 0)
		}
	};
}

/** Coefficients and means with the constant first; the mean score is what they give together. */
function regression(cases: readonly ScoredCase[]) {
	const rows = cases.map(({ drivers }) => [1, ...drivers]);
	const fit = leastSquares(
		rows,
		cases.map(({ score }) => score)
	);
	if (fit === null) return null;
	const means = fit.coefficients.map(
		(_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length
	);
	return {
		coefficients: fit.coefficients,
		means,
		score: cases.reduce((sum, { score }) => sum + score, 0) / cases.length
	};
}
