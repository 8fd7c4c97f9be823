type InBoth = Readonly<{ nl: string; en: string }>;

/** What a figure is called, and what it is called where there is little room, as on a wall. */
type Names = Readonly<{ label: InBoth; shortLabel: InBoth }>;

/**
 * The names of the figures that a phone shows before anything else. They stand apart from what the figures mean, so that a
 * page can name them without loading every definition; the definitions take them from here.
 */
export const liveNames = {
	queue_depth: named({ nl: 'Wachtenden', en: 'Waiting' }),
	longest_wait_s: named({ nl: 'Langst wachtend', en: 'Longest wait' }),
	asa_s: named(
		{ nl: 'Gemiddelde wachttijd (ASA)', en: 'Average wait (ASA)' },
		{ nl: 'Gem. wachttijd', en: 'Avg. wait' }
	),
	sl_v5: named({ nl: 'Serviceniveau', en: 'Service level' })
} as const satisfies Readonly<Record<string, Names>>;

/** A figure of {@link liveNames}. */
export type NamedFigure = keyof typeof liveNames;

function named(label: InBoth, shortLabel = label): Names {
	return { label, shortLabel };
}
