import { randomBytes } from 'node:crypto';
import type { SilenceRules } from '#lib/domain/live/silence.ts';
import type { Cells, IntakeProblem } from '#lib/protocol/live-cells.ts';
import type { Clock } from './clock.ts';
import type { Attempts } from './attempts.ts';
import type { Views as ViewsFile } from './database/sqlite/open-views.ts';
import { openHistoryReader } from './database/sqlite/sqlite-history-reader.ts';
import type { EventLog } from './event-log/event-log.ts';
import { ContactHistory } from './history/contact-history.ts';
import { HistoryFollower } from './history/history-follower.ts';
import { Reports } from './history/reports.ts';
import type { MinuteSamples } from './live/minute-samples.ts';
import { nowCells } from './live/now-cells.ts';
import { phoneCells } from './live/phone-cells.ts';
import type { Projection } from './live/projection.ts';
import { type SourcedView, SourcedViews } from './live/source-cells.ts';
import { Sources } from './live/sources.ts';
import { Streams } from './live/streams.ts';
import { TodayCells } from './live/today-cells.ts';
import { messageCells } from './messages/message-cells.ts';
import type { Annotations } from './annotations/annotations.ts';
import type { Messages } from './messages/messages.ts';
import type { CurrentSettings } from './settings/current-settings.ts';
import { SettingsChanges } from './settings/settings-changes.ts';
import type { SettingsHistory } from './settings/settings-history.ts';
import { FindingsDesk } from './trends/findings-desk.ts';
import type { KnownTotals } from './trends/interval-reader.ts';
import { Trends } from './trends/trends.ts';

/** What the views rest on. */
export type ViewParts = Readonly<{
	log: EventLog;
	/** Names the history that positions of the stream are of. */
	epoch: string;
	build: string;
	/** The file of what can be made again. */
	file: ViewsFile;
	projection: Projection;
	samples: MinuteSamples;
	current: CurrentSettings;
	clock: Clock;
	attempts: Attempts;
	/** The lines of text on the walls. */
	messages: Pick<Messages, 'shownAt'>;
	settingsHistory: SettingsHistory;
	annotations: Annotations;
	/** Totals of periods that imports brought. */
	intervals: Readonly<{ read(): Promise<KnownTotals> }>;
	/** Whether the contact history knows every change of names in the log; left out where only this process makes any. */
	areNamesCurrent?: () => Promise<boolean>;
	/** Why nothing is taken in now; null when nothing is known to be wrong. */
	serverProblem: () => IntakeProblem | null;
	/** By how much time is held beyond a machine's clock that was set back, ms; 0 = it is not. */
	clockHeldByMs: () => number;
}>;

/** All that people look at: the contact history, reports on it, and the streams of boards and phones. */
export type Views = Readonly<{
	history: HistoryFollower;
	reports: Reports;
	trends: Trends;
	findings: FindingsDesk;
	streams: Streams;
	sources: Sources;
	/** Over when what everybody will ask for has been read. */
	warming: Promise<void>;
}>;

/** Puts the views together. The history follows the log and the settings; the streams are touched by whoever changes the live state. */
export function createViews(parts: ViewParts): Views {
	const { log, file, current, clock, attempts } = parts;
	const today = new TodayCells(file.counts, attempts, () => history.isBehind);
	const contactHistory = new ContactHistory(log, file.history, () => current.now, parts.areNamesCurrent ?? null);
	const history = new HistoryFollower(contactHistory, attempts, () => {
		today.touch();
		streams.touch();
	});
	log.onStored((events) => history.touch(events.length));
	current.onChange(() => history.touch());
	const changes = new SettingsChanges(parts.settingsHistory);
	const asking = {
		openReader: () => openHistoryReader(file.file),
		current,
		clock,
		head: () => log.head(),
		catchUp: () => Promise.race([history.settled(), patience(1_000)]),
		pause: () => new Promise<void>((resolve) => setImmediate(resolve))
	};
	const reports = new Reports({ ...asking, definitionsSince: (from) => changes.definitionsSince(from) });
	const findings = new FindingsDesk({ now: () => clock.now() });
	// A year that lacks its last weeks looks like a bad year, so its page goes on loading for longer.
	const years = { catchUp: () => Promise.race([history.settled(), patience(15_000)]) };
	const trends = new Trends({
		...asking,
		...years,
		intervals: parts.intervals,
		annotations: parts.annotations,
		findings
	});
	const streams = createStreams(parts, today);
	const sources = new Sources({ projection: parts.projection, current, clock, rules: silenceRules(clock) });
	const warming = attempts.finish('reading the totals of periods', () => trends.warmUp());
	return { history, reports, trends, findings, streams, sources, warming };
}

function createStreams(parts: ViewParts, today: TodayCells): Streams {
	const { epoch, build, projection, samples, current, clock, attempts, messages } = parts;
	const message = (at: number) => messageCells(messages.shownAt(at), current.now);
	const rules = silenceRules(clock);
	const sourcedViews = new SourcedViews();
	const sourced = (view: SourcedView, at: number, cells: Cells, figures: (at: number) => Cells): Cells => {
		const { now: settings, calendar } = current;
		const told = sourcedViews.cells({ view, state: projection.state, at, settings, calendar, rules, figures }, cells);
		return { ...told, 'server.problem': parts.serverProblem(), 'server.clock_set_back': parts.clockHeldByMs() > 0 };
	};
	const figuresOfNow = (at: number) =>
		nowCells(projection.state, at, current.now, current.calendar, (minute) => samples.centreAt(minute));
	const now = (at: number) => sourced('now', at, figuresOfNow(at), figuresOfNow);
	const board = (at: number) => {
		const cells = { ...figuresOfNow(at), ...today.board(projection.state, at, current.now, current.calendar) };
		return { ...sourced('board', at, cells, figuresOfNow), ...message(at) };
	};
	const figuresOfPhone = (at: number, scores?: Cells) =>
		phoneCells(projection.state, at, current.now, current.calendar, samples, scores);
	const phone = (at: number) => {
		const cells = figuresOfPhone(at, today.scores(at, current.now, current.calendar));
		return { ...sourced('phone', at, cells, figuresOfPhone), ...message(at) };
	};
	const seq = (): number => projection.state.seq;
	const identity = {
		epoch,
		boot: randomBytes(2).toString('hex'),
		build,
		get zone() {
			return current.now.zone;
		}
	};
	const sources = { now: { cells: now, seq }, board: { cells: board, seq }, phone: { cells: phone, seq } };
	return new Streams(sources, clock, identity, attempts);
}

/** What is replayed is whole: silence in it is quiet. */
function silenceRules({ isReplay }: Clock): SilenceRules {
	return { isQuietSilent: !isReplay };
}

/** Whoever asks waits this long for the history to catch up, then is told how far it is. */
function patience(ms: number): Promise<void> {
	return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
