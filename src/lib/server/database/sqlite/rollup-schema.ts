import { sql } from 'drizzle-orm';
import { blob, check, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * What the sums depend on and how far they are counted; one row. They move with `history_head`, in the same transaction, so they
 * have no position of their own.
 */
export const rollupHead = sqliteTable(
	'rollup_head',
	{
		one: integer('one').primaryKey(),
		version: integer('version').notNull(),
		settingsHash: text('settings_hash').notNull(),
		/** While everything is counted again: the first entry (UTC ms) that is not yet; null when all are. */
		recountFrom: integer('recount_from')
	},
	(table) => [check('rollup_head_one_row', sql`${table.one} = 1`)]
);

/** Counts of a cell, then sums of ms, then how many still wait: as in `domain/reports/rollup-cell.ts`, in that order. */
function cellColumns() {
	const count = (name: string) => integer(name).notNull();
	return {
		entered: count('entered'),
		reentered: count('reentered'),
		answeredInTarget: count('answered_in_target'),
		answeredLate: count('answered_late'),
		shortInTarget: count('short_in_target'),
		shortLate: count('short_late'),
		abandonedInTarget: count('abandoned_in_target'),
		abandonedLate: count('abandoned_late'),
		abandonedUntimed: count('abandoned_untimed'),
		flow: count('flow'),
		breached: count('breached'),
		transferred: count('transferred'),
		talkEnded: count('talk_ended'),
		handled: count('handled'),
		firstReplied: count('first_replied'),
		answeredInTargetMs: count('answered_in_target_ms'),
		answeredLateMs: count('answered_late_ms'),
		shortInTargetMs: count('short_in_target_ms'),
		shortLateMs: count('short_late_ms'),
		abandonedInTargetMs: count('abandoned_in_target_ms'),
		abandonedLateMs: count('abandoned_late_ms'),
		handledMs: count('handled_ms'),
		firstRepliedMs: count('first_replied_ms'),
		pending: count('pending')
	};
}

/** Counts of surveys, then sums over scores: as in `domain/reports/rollup-surveys.ts`, in that order. */
function surveyCellColumns() {
	const count = (name: string) => integer(name).notNull();
	return {
		surveys: count('surveys'),
		invited: count('invited'),
		/** Answers to these invitations, and answers at all. */
		replied: count('replied'),
		answered: count('answered'),
		/** Answers on the scale, and sums over them. */
		scored: count('scored'),
		scoreSum: count('score_sum'),
		scoreSquares: count('score_squares'),
		topScores: count('top_scores'),
		promoters: count('promoters'),
		passives: count('passives'),
		detractors: count('detractors'),
		insufficient: count('insufficient'),
		invalidScores: count('invalid_scores')
	};
}

/** Waits by the quarter of an hour of UTC they entered in; queue 0 = episodes of all queues. */
export const quarterCells = sqliteTable(
	'quarter_cells',
	{
		queueNo: integer('queue_no').notNull(),
		from: integer('from_at').notNull(),
		channel: text('channel').notNull(),
		...cellColumns()
	},
	(table) => [primaryKey({ columns: [table.queueNo, table.from, table.channel] })]
);

/** Waits by the local day they entered on, counted from 1970-01-01 = 0; queue 0 = episodes of all queues. */
export const dayCells = sqliteTable(
	'day_cells',
	{
		queueNo: integer('queue_no').notNull(),
		day: integer('day').notNull(),
		channel: text('channel').notNull(),
		...cellColumns()
	},
	(table) => [primaryKey({ columns: [table.queueNo, table.day, table.channel] })]
);

/** The same by topic too; topic 0 = not known. */
export const dayTopicCells = sqliteTable(
	'day_topic_cells',
	{
		queueNo: integer('queue_no').notNull(),
		day: integer('day').notNull(),
		channel: text('channel').notNull(),
		topicNo: integer('topic_no').notNull(),
		...cellColumns()
	},
	(table) => [primaryKey({ columns: [table.queueNo, table.day, table.channel, table.topicNo] })]
);

/** The same by local month, counted from January of the year 0: so that years are read of tens of cells and not of thousands. */
export const monthCells = sqliteTable(
	'month_cells',
	{
		queueNo: integer('queue_no').notNull(),
		month: integer('month').notNull(),
		channel: text('channel').notNull(),
		topicNo: integer('topic_no').notNull(),
		...cellColumns()
	},
	(table) => [primaryKey({ columns: [table.queueNo, table.month, table.channel, table.topicNo] })]
);

/** Surveys by the local day on which their contact first came; queue and topic 0 and channel '' = not known. */
export const daySurveys = sqliteTable(
	'day_surveys',
	{
		kind: text('kind').notNull(),
		day: integer('day').notNull(),
		queueNo: integer('queue_no').notNull(),
		channel: text('channel').notNull(),
		topicNo: integer('topic_no').notNull(),
		...surveyCellColumns()
	},
	(table) => [primaryKey({ columns: [table.kind, table.day, table.queueNo, table.channel, table.topicNo] })]
);

/** The same by local month. */
export const monthSurveys = sqliteTable(
	'month_surveys',
	{
		kind: text('kind').notNull(),
		month: integer('month').notNull(),
		queueNo: integer('queue_no').notNull(),
		channel: text('channel').notNull(),
		topicNo: integer('topic_no').notNull(),
		...surveyCellColumns()
	},
	(table) => [primaryKey({ columns: [table.kind, table.month, table.queueNo, table.channel, table.topicNo] })]
);

/** Answered waits of a local day by their length, in bins 2 % wide; queue 0 = episodes of all queues. */
export const daySketches = sqliteTable(
	'day_sketches',
	{
		queueNo: integer('queue_no').notNull(),
		day: integer('day').notNull(),
		channel: text('channel').notNull(),
		sumMs: integer('sum_ms').notNull(),
		/** Bin and count in turn, as `sketch-bins.ts` writes them. */
		bins: blob('bins', { mode: 'buffer' }).notNull()
	},
	(table) => [primaryKey({ columns: [table.queueNo, table.day, table.channel] })]
);

/** The same by local month: bins add up exactly. */
export const monthSketches = sqliteTable(
	'month_sketches',
	{
		queueNo: integer('queue_no').notNull(),
		month: integer('month').notNull(),
		channel: text('channel').notNull(),
		sumMs: integer('sum_ms').notNull(),
		bins: blob('bins', { mode: 'buffer' }).notNull()
	},
	(table) => [primaryKey({ columns: [table.queueNo, table.month, table.channel] })]
);

/** The local days that cells are of, and where they begin and end (UTC ms). */
export const rollupDays = sqliteTable('rollup_days', {
	day: integer('day').primaryKey(),
	from: integer('from_at').notNull(),
	to: integer('to_at').notNull(),
	/** No row of the day names a later instant than this. */
	latest: integer('latest_at').notNull()
});

/** What minute samples that are forgotten leave of each quarter of an hour; `queue` is empty for the fast channels together. */
export const quarterSamples = sqliteTable(
	'quarter_samples',
	{
		at: integer('at').notNull(),
		queue: text('queue').notNull(),
		/** How many minutes, and the sum of their depths. */
		minutes: integer('minutes').notNull(),
		queueDepthSum: integer('queue_depth_sum').notNull(),
		queueDepthMax: integer('queue_depth_max').notNull(),
		longestWaitMs: integer('longest_wait_ms')
	},
	(table) => [primaryKey({ columns: [table.at, table.queue] })]
);

/**
 * Totals of periods that imports bring, one row for each event: as `domain/contact/interval-event.ts` says them. Null = not told. Times
 * are sums in ms, and beside each how many it is over.
 */
export const intervalTotals = sqliteTable(
	'interval_totals',
	{
		/** Position of the event. */
		seq: integer('seq').primaryKey(),
		batch: text('batch'),
		source: text('source').notNull(),
		grain: text('grain').notNull(),
		bucket: text('bucket').notNull(),
		zone: text('zone').notNull(),
		/** UTC ms. */
		from: integer('from_at').notNull(),
		to: integer('to_at').notNull(),
		/** Null = of all together. */
		queueNo: integer('queue_no'),
		channel: text('channel'),
		topicNo: integer('topic_no'),
		contacts: real('contacts'),
		offered: real('offered'),
		answered: real('answered'),
		abandoned: real('abandoned'),
		shortAbandoned: real('short_abandoned'),
		met: real('met'),
		metOf: real('met_of'),
		answeredWaitMs: real('answered_wait_ms'),
		answeredWaitOf: real('answered_wait_of'),
		allWaitMs: real('all_wait_ms'),
		allWaitOf: real('all_wait_of'),
		handleMs: real('handle_ms'),
		handleOf: real('handle_of'),
		surveysSent: real('surveys_sent'),
		surveysAnswered: real('surveys_answered'),
		scoreKind: text('score_kind'),
		scaleMin: real('scale_min'),
		scaleMax: real('scale_max'),
		scoreSum: real('score_sum'),
		scoreOf: real('score_of'),
		scoreSquares: real('score_squares'),
		scoreTopTwo: real('score_top_two'),
		/** How its service level was counted, and what else is to be known. */
		serviceLevel: text('service_level'),
		targetSeconds: real('target_seconds'),
		shortSeconds: real('short_seconds'),
		notes: text('notes'),
		/** Names of the figures that were made of rounded ones, a comma between them. */
		derived: text('derived')
	},
	(table) => [index('interval_totals_from').on(table.from), index('interval_totals_batch').on(table.batch)]
);
