import { positionOf } from '#lib/protocol/stream-message.ts';
import { ReturningScreen } from './returning-screen.ts';
import type { AskRows } from './shared-log-audit.ts';

/** Many screens of *Now* on a log in which everybody only begins to wait: at each event there are as many in line as came up to it. */
export class ScreenCrowd {
	readonly screens: readonly ReturningScreen[];
	/** How many waited in the queue, as it was shown at an event of a history. */
	readonly #shown = new Map<string, number>();
	readonly #seqs: number[];
	readonly #histories = new Set<string>();

	/** @param url where each comes back to, whenever its line breaks */
	constructor(url: () => string, count: number) {
		this.#seqs = Array.from({ length: count }, () => 0);
		this.screens = this.#seqs.map(
			(_, no) =>
				new ReturningScreen(
					() => `${url()}/api/stream?view=now`,
					(cells, id) => this.#see(no, cells, id)
				)
		);
	}

	/** Screens that show an event, or a later one. */
	at(seq: number): number {
		return this.#seqs.filter((shown) => shown >= seq).length;
	}

	/** The latest event that any screen shows. */
	get newest(): number {
		return Math.max(0, ...this.#seqs);
	}

	/** Beginnings of the epochs of which anything was shown. */
	get histories(): readonly string[] {
		return [...this.#histories];
	}

	/** What screens found wrong themselves: frames that do not follow, or two figures of one event. */
	get faults(): readonly string[] {
		return this.screens.flatMap(({ fault }) => (fault === null ? [] : [String(fault)]));
	}

	/** Everything that was ever shown of a history and is not what the log has. @returns it in words */
	async wrongFigures(ask: AskRows, epoch: string): Promise<string[]> {
		const rows = await ask<{ seq: number | string }>(
			"select seq from events where type = 'contact.queued' order by seq"
		);
		const seqs = rows.map(({ seq }) => Number(seq));
		const wrong: string[] = [];
		for (const [place, depth] of this.#shown) {
			const [history = '', at] = place.split(' ');
			if (!epoch.startsWith(history)) continue;
			const waiting = seqs.filter((seq) => seq <= Number(at)).length;
			if (waiting !== depth) wrong.push(`${depth} waited at event ${at}, and ${waiting} came up to it`);
		}
		return wrong;
	}

	leave(): void {
		for (const screen of this.screens) screen.leave();
	}

	#see(no: number, cells: Readonly<Record<string, unknown>>, id: string): void {
		const position = positionOf(id);
		if (position === null) throw new Error(`${id} is no id`);
		const { epoch8, seq } = position;
		const place = `${epoch8} ${seq}`;
		const depth = Number(cells['queue.sales.depth'] ?? 0);
		const known = this.#shown.get(place);
		if (known !== undefined && known !== depth)
			throw new Error(`at event ${place} one screen shows ${known}, another ${depth}`);
		this.#shown.set(place, depth);
		this.#histories.add(epoch8);
		this.#seqs[no] = seq;
	}
}
