/** The shapes of a status; the `-late` ones are last known and no longer claimed. */
export type Shape =
	| 'within'
	| 'attention'
	| 'alarm'
	| 'attention-late'
	| 'alarm-late'
	| 'late'
	| 'none'
	| 'no-connection'
	| 'live'
	| 'replay';
