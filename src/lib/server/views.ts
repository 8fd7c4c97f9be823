import { randomBytes } from 'node:crypto';
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
import { Streams } from './live/streams.ts';
import { TodayCells } from './live/today-cells.ts';
import { messageCells } from './messages/message-cells.ts';
import type { Messages } from './messages/messages.ts';
import type { CurrentSettings } from './settings/current-settings.ts';
import { SettingsChanges } from './settings/settings-changes.ts';
import type { SettingsHistory } from './settings/settings-history.ts';

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
}>;

/** All that people look at: the contact history, reports on it, and the streams of boards and phones. */
export type Views = Readonly<{ history: HistoryFollower; reports: Reports; streams: Streams }>;

/** Puts the views together. The history follows the log and the settings; the streams are touched by whoever changes the live state. */
export function createViews(parts: ViewParts): Views {
	const { log, file, current, clock, attempts } = parts;
	const today = new TodayCells(file.counts, attempts, () => history.isBehind);
	const contactHistory = new ContactHistory(log, file.history, () => current.now);
	const history = new HistoryFollower(contactHistory, attempts, () => {
		today.touch();
		streams.touch();
	});
	log.onStored(() => history.touch());
	current.onChange(() => history.touch());
	const changes = new SettingsChanges(parts.settingsHistory);
	const reports = new Reports({
		definitionsSince: (from) => changes.definitionsSince(from),
		openReader: () => openHistoryReader(file.file),
		current,
		clock,
		head: () => log.head(),
		catchUp: () => Promise.race([history.settled(), momentForHistory()]),
		pause: () => new Promise((resolve) => setImmediate(resolve))
	});
	const streams = createStreams(parts, today);
	return { history, reports, streams };
}

function createStreams(parts: ViewParts, today: TodayCells): Streams {
	const { epoch, build, projection, samples, current, clock, attempts, messages } = parts;
	const message = (at: number) => messageCells(messages.shownAt(at), current.now);
	const now = (at: number) =>
		nowCells(projection.state, at, current.now, current.calendar, (minute) => samples.centreAt(minute));
	const board = (at: number) => ({
		...now(at),
		...today.board(projection.state, at, current.now, current.calendar),
		...message(at)
	});
	const phone = (at: number) => {
		const { now: settings, calendar } = current;
		const cells = phoneCells(projection.state, at, settings, calendar, samples, today.scores(at, settings, calendar));
		return { ...cells, ...message(at) };
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

/** A report waits this long for the history to catch up, then says how far it is. */
function momentForHistory(): Promise<void> {
	return new Promise((resolve) => void setTimeout(resolve, 1_000).unref());
}
