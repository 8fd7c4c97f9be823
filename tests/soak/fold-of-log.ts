import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { baseSettings, readConfiguration } from '#lib/server/configuration.ts';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { nowCells } from '#lib/server/live/now-cells.ts';

/** The figures of a log as this process works them out itself, beside the server that writes it. */
export class FoldOfLog {
	readonly #database;
	readonly #reader: SqliteEventReader;
	readonly #settings;
	readonly #calendar: SiteCalendar;
	readonly #fold: LiveFold;

	constructor(file: string, environment: Readonly<Record<string, string>>) {
		this.#database = openLogReader(file);
		this.#reader = new SqliteEventReader(this.#database);
		this.#settings = baseSettings(readConfiguration(environment));
		this.#calendar = new SiteCalendar(this.#settings.zone);
		this.#fold = new LiveFold(this.#settings);
	}

	get seq(): number {
		return this.#fold.state.seq;
	}

	/** Events in the log. */
	async head(): Promise<number> {
		return (await this.#reader.head()).seq;
	}

	/** The cells of *Now* after an event, at an instant, without its lines; null where it has gone on beyond that event. */
	async cellsAt(seq: number, at: number): Promise<Cells | null> {
		while (this.seq < seq) {
			const events = await this.#reader.read(this.seq, Math.min(2_000, seq - this.seq));
			if (events.length === 0) throw new Error(`the log has no event ${seq}`);
			for (const event of events) this.#fold.apply(event);
		}
		if (this.seq > seq) return null;
		const cells = nowCells(this.#fold.state, at, this.#settings, this.#calendar, () => null);
		return JSON.parse(JSON.stringify(withoutLines(cells))) as Cells; // its own text
	}

	close(): void {
		this.#database.close();
	}
}

/** Lines come of samples, which a process that comes later does not have. */
function withoutLines(cells: Cells): Cells {
	return Object.fromEntries(Object.entries(cells).filter(([key]) => !/^line\.|last_week/.test(key)));
}

/** The first cell of some that others do not have so, or null. */
export function firstDifference(expected: Cells, cells: Readonly<Record<string, unknown>>): string | null {
	for (const [key, value] of Object.entries(expected))
		if (JSON.stringify(cells[key]) !== JSON.stringify(value))
			return `${key}: ${JSON.stringify(cells[key])} and not ${JSON.stringify(value)}`;
	return null;
}
