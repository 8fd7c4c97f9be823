/** What one group of people is drawn as. */
export type AgentGroup = 'busy' | 'ready' | 'afterWork' | 'notReady';

/** The groups in the order they stand. */
export const agentGroups = ['busy', 'ready', 'afterWork', 'notReady'] as const satisfies readonly AgentGroup[];

/** How people are drawn: one dot each in rows, or as segments of a bar when there are too many to tell apart. */
export type AgentPicture = Readonly<{ kind: 'dots'; rows: number; pitch: number }> | Readonly<{ kind: 'bar' }>;

/** People beyond whom dots are no longer told apart from a distance. */
const MOST_DOTS = 60;
const roomy = { rows: 3, pitch: 22 };
const tight = { rows: 4, pitch: 16.5 };

/**
 * Chooses one picture for all groups, so that a dot is the same size everywhere.
 * @param counts people in each group
 * @param widths room for each group, in the unit of the pitch
 */
export function agentPicture(
	counts: Readonly<Record<AgentGroup, number>>,
	widths: Readonly<Record<AgentGroup, number>>
): AgentPicture {
	const total = agentGroups.reduce((sum, group) => sum + counts[group], 0);
	if (total > MOST_DOTS) return { kind: 'bar' };
	for (const { rows, pitch } of [roomy, tight]) {
		const fits = agentGroups.every((group) => counts[group] <= rows * columnsIn(widths[group], pitch));
		if (fits) return { kind: 'dots', rows, pitch };
	}
	return { kind: 'bar' };
}

/** Rows that the group with the most of them fills, at least one. */
export function rowsFilled(
	counts: Readonly<Record<AgentGroup, number>>,
	widths: Readonly<Record<AgentGroup, number>>,
	pitch: number
): number {
	return Math.max(1, ...agentGroups.map((group) => Math.ceil(counts[group] / columnsIn(widths[group], pitch))));
}

/** Dots that fit side by side. */
export function columnsIn(width: number, pitch: number): number {
	return Math.max(1, Math.floor(width / pitch));
}
