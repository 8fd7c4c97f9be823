import type Database from 'better-sqlite3';
import type { Channel } from '#lib/domain/contact/channel.ts';
import type {
	AnsweredQuarter,
	CountedAnswers,
	CountedInvitations,
	HistoryCounts
} from '../../history/history-counts.ts';

const quarterMs = 900_000;

/** Prepares the counts over the history in a views file. */
export function sqliteHistoryCounts(client: Database.Database): HistoryCounts {
	const firstEntry = client.prepare<[], number | null>('select min(entry) from waits').pluck();
	const firstEntries = client
		.prepare<[Channel, number, number], number>(
			'select count(*) from contacts where channel = ? and first_entry >= ? and first_entry < ?'
		)
		.pluck();
	// The conditions of the index stand here word for word: SQLite uses it only then.
	const answeredByQuarter = client.prepare<[number, number], AnsweredQuarter>(
		`select exit / ${quarterMs} * ${quarterMs} as "from", count(*) as answered, sum(exit - entry) as waitMs from waits
		where outcome = 0 and scope >= 2 and exit >= ? and exit < ? and channel in ('phone', 'chat') group by 1 order by 1`
	);
	const answers = client.prepare<[string, number, number], CountedAnswers>(
		`select channel, score, scale_min as scaleMin, scale_max as scaleMax, count(*) as answers from surveys
		where kind = ? and answered_at >= ? and answered_at < ? group by 1, 2, 3, 4`
	);
	const invitations = client.prepare<[string, number, number], CountedInvitations>(
		`select channel, count(*) as invited, count(answered_at) as replied from surveys
		where kind = ? and invited_at >= ? and invited_at < ? group by 1`
	);
	return {
		firstEntry: () => firstEntry.get() ?? null,
		firstEntries: (channel, { from, to }) => firstEntries.get(channel, from, to) ?? 0,
		answeredByQuarter: ({ from, to }) => answeredByQuarter.all(from, to),
		answers: (kind, { from, to }) => answers.all(kind, from, to),
		invitations: (kind, { from, to }) => invitations.all(kind, from, to)
	};
}
