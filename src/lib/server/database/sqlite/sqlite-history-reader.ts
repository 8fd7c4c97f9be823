import type Database from 'better-sqlite3';
import type { Channel } from '#lib/domain/contact/channel.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { HistoryReader, RowFilter, StoredSurvey, StoredWait } from '../../history/history-reader.ts';
import type { HistoryHead } from '../../history/history-store.ts';
import type { RollupReader } from '../../history/rollup-reader.ts';
import { anyOf } from './any-of.ts';
import { outcomes } from './outcomes.ts';
import { openForReading } from './sqlite-file.ts';
import { SqliteRollupReader } from './sqlite-rollup-reader.ts';

/** Rows that are read at once: a few milliseconds. */
const pageRows = 2_000;

type Value = string | number | null;
type WaitValues = [
	no: number,
	isFirst: number,
	queueNo: number,
	channel: Channel,
	topicNo: number | null,
	entry: number,
	exit: number | null,
	outcome: number | null,
	waitUnknown: number,
	backfill: number,
	firstReplyMs: number | null,
	handled: number,
	handledMs: number,
	talksEnded: number,
	transferred: number
];
type SurveyValues = [
	no: number,
	channel: Channel | null,
	queueNo: number | null,
	topicNo: number | null,
	firstEntry: number,
	invitedAt: number | null,
	answeredAt: number | null,
	score: number | null,
	scaleMin: number | null,
	scaleMax: number | null
];
const waitColumns =
	'no, is_first, queue_no, channel, topic_no, entry, exit, outcome, wait_unknown, backfill, first_reply_ms, handled, handled_ms, talks_ended, transferred';
const surveyColumns =
	'no, channel, queue_no, topic_no, first_entry, invited_at, answered_at, score, scale_min, scale_max';

const scopesOf = { legs: '(1, 3)', episodes: '(2, 3)' };

/**
 * Opens the history in a views file for one question: a connection of its own, in one transaction, so that everything it reads
 * is of the same moment.
 */
export function openHistoryReader(file: string): HistoryReader {
	const client = openForReading(file);
	try {
		client.prepare('BEGIN').run();
		return new SqliteHistoryReader(client);
	} catch (error) {
		client.close();
		throw error;
	}
}

class SqliteHistoryReader implements HistoryReader {
	readonly head: HistoryHead | null;
	readonly rollups: RollupReader;
	readonly #client: Database.Database;
	readonly #names: ReadonlyMap<number, Readonly<{ kind: string; name: string }>>;

	constructor(client: Database.Database) {
		this.#client = client;
		const heads = client.prepare<[], HistoryHead>(
			'select epoch, seq, received_at as receivedAt, version, settings_hash as settingsHash from history_head'
		);
		this.head = heads.get() ?? null;
		const names = client.prepare<[], [number, string, string]>('select no, kind, name from history_names').raw();
		this.#names = new Map(names.all().map(([no, kind, name]) => [no, { kind, name }]));
		this.rollups = new SqliteRollupReader(client, {
			name: (no) => this.#name(no),
			numbersOf: (kind, asked) => this.#numbersOf(kind, asked ?? this.#namesOf(kind))
		});
	}

	firstEntry(): number | null {
		return this.#client.prepare<[], number | null>('select min(entry) from waits').pluck().get() ?? null;
	}

	queues(): readonly string[] {
		return this.#namesOf('queue');
	}

	topics(): readonly string[] {
		return this.#namesOf('topic');
	}

	*waits(of: 'legs' | 'episodes', filter: RowFilter): Generator<readonly StoredWait[]> {
		const first = of === 'legs' ? 1 : 2;
		const conditions = [`scope in ${scopesOf[of]}`, ...this.#conditionsOf(filter)];
		const pages = this.#pages<WaitValues>('waits', waitColumns, 'entry', 5, conditions, filter);
		for (const page of pages) yield page.map((row) => this.#waitOf(row, first));
	}

	*surveys(kind: SurveyKind, filter: RowFilter): Generator<readonly StoredSurvey[]> {
		// Of a fixed list of kinds, so it may stand in the text.
		const conditions = [`kind = '${kind}'`, 'first_entry is not null', ...this.#conditionsOf(filter)];
		const pages = this.#pages<SurveyValues>('surveys', surveyColumns, 'first_entry', 4, conditions, filter);
		for (const page of pages) yield page.map((row) => this.#surveyOf(row));
	}

	*openWaits(of: 'legs' | 'episodes', filter: RowFilter): Generator<readonly StoredWait[]> {
		const conditions = [`scope in ${scopesOf[of]}`, 'exit is null', ...this.#conditionsOf(filter)];
		const pages = this.#pages<WaitValues>('waits indexed by waits_open', waitColumns, 'entry', 5, conditions, filter);
		for (const page of pages) yield page.map((row) => this.#waitOf(row, of === 'legs' ? 1 : 2));
	}

	*openInvitations(kind: SurveyKind, after: number, filter: RowFilter): Generator<readonly StoredSurvey[]> {
		const { from, to } = filter.span ?? { from: -Infinity, to: Infinity };
		const conditions = this.#conditionsOf(filter).map((one) => `and ${one} `);
		const statement = this.#client.prepare<Value[], SurveyValues>(
			`select ${surveyColumns} from surveys indexed by surveys_unanswered where kind = ? and invited_at > ?
			 and answered_at is null and first_entry >= ? and first_entry < ? ${conditions.join('')}`
		);
		const rows = statement.raw().all(kind, finite(after), finite(from), finite(to));
		yield rows.map((row) => this.#surveyOf(row));
	}

	close(): void {
		this.#client.close();
	}

	/** Page by page, each beginning after the last row of the one before: in order of time where a span is asked for. */
	*#pages<Row extends [number, ...Value[]]>(
		table: string,
		columns: string,
		timeColumn: string,
		timeIndex: number,
		conditions: readonly string[],
		{ span }: RowFilter
	): Generator<Row[]> {
		const isTimed = span !== null;
		const range = isTimed
			? `${timeColumn} >= ? and ${timeColumn} < ? and not (${timeColumn} = ? and no <= ?) `
			: 'no > ? ';
		const order = isTimed ? `${timeColumn}, no` : 'no';
		const sql = `select ${columns} from ${table} where ${range}${conditions.map((one) => `and ${one} `).join('')}
			order by ${order} limit ${pageRows}`;
		const statement = this.#client.prepare<Value[], Row>(sql).raw();
		let no = -1;
		let from = isTimed ? finite(span.from) : 0;
		const to = isTimed ? finite(span.to) : 0;
		for (;;) {
			const rows = isTimed ? statement.all(from, to, from, no) : statement.all(no);
			if (rows.length > 0) yield rows;
			const last = rows.at(-1);
			if (last === undefined || rows.length < pageRows) return;
			no = last[0];
			from = Number(last[timeIndex]);
		}
	}

	/** Names come as their numbers, and channels from a fixed list, so both may stand in the text. */
	#conditionsOf({ queues, channels, topics }: RowFilter): string[] {
		const conditions: string[] = [];
		if (queues !== null) conditions.push(`queue_no in ${anyOf(this.#numbersOf('queue', queues))}`);
		if (topics !== null) conditions.push(`topic_no in ${anyOf(this.#numbersOf('topic', topics))}`);
		if (channels !== null) conditions.push(`channel in ${anyOf(channels.map((channel) => `'${channel}'`))}`);
		return conditions;
	}

	#numbersOf(kind: 'queue' | 'topic', names: readonly string[]): number[] {
		return [...this.#names].filter(([, one]) => one.kind === kind && names.includes(one.name)).map(([no]) => no);
	}

	#namesOf(kind: 'queue' | 'topic'): string[] {
		return [...this.#names.values()]
			.filter((one) => one.kind === kind)
			.map(({ name }) => name)
			.sort();
	}

	#name(no: number | null): string | null {
		return no === null ? null : (this.#names.get(no)?.name ?? null);
	}

	#waitOf(row: WaitValues, first: number): StoredWait {
		const [, isFirst, queueNo, channel, topicNo, entry, exit, outcome, waitUnknown, backfill] = row;
		const [, , , , , , , , , , firstReplyMs, handled, handledMs, talksEnded, transferred] = row;
		return {
			isFirst: (isFirst & first) !== 0,
			subject: { queue: this.#name(queueNo), channel, topic: this.#name(topicNo) },
			wait: {
				channel,
				entry,
				exit,
				outcome: outcome === null ? null : (outcomes[outcome] ?? null),
				waitUnknown: waitUnknown === 1,
				backfill: backfill === 1,
				slot: -1
			},
			firstReplyMs,
			handled,
			handledMs,
			talksEnded,
			transferred
		};
	}

	#surveyOf(row: SurveyValues): StoredSurvey {
		const [, channel, queueNo, topicNo, firstEntry, invitedAt, answeredAt, score, scaleMin, scaleMax] = row;
		const subject = { queue: this.#name(queueNo), channel, topic: this.#name(topicNo) };
		return { subject, channel, firstEntry, invitedAt, answeredAt, score, scaleMin, scaleMax };
	}
}

/** SQLite binds no infinity. */
function finite(at: number): number {
	return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, at));
}
