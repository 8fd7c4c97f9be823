import type { LiveFold } from '#lib/domain/live/live-fold.ts';
import { figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';

const hourMs = 3_600_000;
/** What ended longer ago than this may be forgotten by one fold and known to another still: no figure of today rests on it. */
const contactsMs = 48 * hourMs;
const queuesMs = 8 * 24 * hourMs;

/** Everything a live state says that must not depend on where its fold was taken up, as plain data in one order. */
export function livePicture(fold: LiveFold, settings: SiteSettings, calendar: SiteCalendar): Record<string, unknown> {
	const { state } = fold;
	const since = state.receivedAt - contactsMs;
	const foundation = fold.foundation();
	const queues = [...state.queues.values()]
		.filter(({ lastEntry }) => lastEntry >= state.receivedAt - queuesMs)
		.map(({ queue }) => queue)
		.sort();
	const selections: Selection[] = ['all', 'fast', ...queues.map((queue) => ({ queue }))];
	return {
		seq: state.seq,
		receivedAt: state.receivedAt,
		latestTime: state.latestTime,
		undone: [...foundation.undone].sort(),
		queues: Object.fromEntries(queues.map((queue) => [queue, state.queues.get(queue)?.lastEntry])),
		contacts: contactsOf(fold, since),
		agents: agentsOf(fold, since),
		figures: Object.fromEntries(
			selections.map((selection) => [
				typeof selection === 'string' ? selection : selection.queue,
				figuresAt(state, selection, { kind: 'today' }, state.receivedAt, settings, calendar)
			])
		)
	};
}

function contactsOf({ state }: LiveFold, since: number): Record<string, unknown> {
	const known = [...state.contacts.values()].filter((record) => record.events.length > 0 && record.endsAt() >= since);
	known.sort((a, b) => (a.contact < b.contact ? -1 : 1));
	return Object.fromEntries(
		known.map((record) => [
			record.contact,
			{
				events: record.events.map(({ seq }) => seq),
				excluded: record.excluded,
				topic: record.topic,
				anomalies: record.anomalies,
				legs: record.legs.map(({ queue, channel, entry, exit, outcome, waitUnknown, firstReplyAt }) => ({
					queue,
					channel,
					entry,
					exit,
					outcome,
					waitUnknown,
					firstReplyAt
				})),
				parts: record.segments.map(({ agent, queue, start, talkEnd, end, transferred }) => ({
					agent,
					queue,
					start,
					talkEnd,
					end,
					transferred
				}))
			}
		])
	);
}

function agentsOf({ state }: LiveFold, since: number): Record<string, unknown> {
	const agents = [...state.agents.values()].map(({ agent, presences }) => {
		const recent = presences.filter(({ time }) => time >= since);
		return [agent, recent.map(({ seq, time, presence }) => ({ seq, time, presence }))] as const;
	});
	const known = agents.filter(([, presences]) => presences.length > 0);
	known.sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(known);
}
