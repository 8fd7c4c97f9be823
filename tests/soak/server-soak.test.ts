import { test } from 'vitest';
import { FollowedCells } from '../support/stream-events.ts';
import { seed } from '../support/seed.ts';
import { soakServer, type SoakOptions } from './soak-server.ts';

/** Moments of what `npm run soak -- 60` does for an hour. */
const short: SoakOptions = {
	minutes: 0.04,
	everyMs: 1_200,
	screens: 12,
	eventsPerSecond: 80,
	bytesPerLine: 8_000,
	seed
};

test.concurrent(
	'screens whose lines break under load never show other figures than the log',
	{ timeout: 60_000 },
	async ({ expect }) => {
		const { samples, lostEvents, folds, firstDifference } = await soakServer(short);
		const last = samples.at(-1);
		expect([last?.differing, lostEvents, firstDifference, last?.refusedEvents]).toEqual([0, 0, null, 0]);
		expect(last?.events).toBeGreaterThan(50);
		expect(last?.cuts).toBeGreaterThan(5);
		expect(folds).toBeGreaterThan(3);
		expect(last?.rssBytes).toBeGreaterThan(10e6);
	}
);

/** Forgets one figure of a whole that it gets. */
class ForgetfulCells extends FollowedCells {
	override get cells(): Readonly<Record<string, unknown>> {
		return Object.fromEntries(Object.entries(super.cells).filter(([key]) => key !== 'fast.queue_depth'));
	}
}

/** Takes a frame for the figures that it does not follow from. */
class LateCells extends FollowedCells {
	#frames = 0;

	override take(event: Parameters<FollowedCells['take']>[0]): void {
		if (event.event === 'frame' && ++this.#frames % 3 === 0) return;
		super.take(event);
	}
}

test.concurrent(
	'a screen that lacks a figure, or loses a frame, is found out',
	{ timeout: 60_000 },
	async ({ expect }) => {
		const broken = [new ForgetfulCells(), new LateCells()];
		const { samples, firstDifference } = await soakServer({ ...short, follower: (no) => broken[no / 3] });
		// A sound one is counted as well where a broken one was the first to be somewhere.
		expect(samples.at(-1)?.differing).toBeGreaterThanOrEqual(2);
		expect(firstDifference).toMatch(/fast\.queue_depth: undefined and not/);
	}
);
