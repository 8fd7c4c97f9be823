import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import type { Broadcaster } from '#lib/server/live/broadcaster.ts';
import { nowCells } from '#lib/server/live/now-cells.ts';
import { createLogger } from '#lib/server/logger.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { BareStream } from '../support/bare-stream.ts';
import { CredulousRing, DroppingRing } from '../support/broken-rings.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { LogWriter, morning } from '../support/log-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { ReturningScreen } from '../support/returning-screen.ts';
import { seed } from '../support/seed.ts';
import { FollowedCells, StreamReader } from '../support/stream-events.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const cuts = isLong ? 300 : 30;

/** What every view showed at every id, as a screen beside the server saw it that was never cut. */
class Shown {
	readonly #at = new Map<string, Readonly<Record<string, unknown>>>();

	watch(broadcaster: Broadcaster): void {
		const reader = new StreamReader();
		const follows = new FollowedCells();
		let taken = 0;
		broadcaster.subscribe({
			send: (bytes) => {
				reader.take(bytes);
				for (const event of reader.events.slice(taken)) {
					follows.take(event);
					if (follows.id !== null) this.#at.set(follows.id, follows.cells);
				}
				taken = reader.events.length;
				return true;
			},
			end: () => {}
		});
	}

	readonly check = (cells: Readonly<Record<string, unknown>>, id: string): void => {
		expect(cells).toEqual(this.#at.get(id));
	};
}

async function screenBehindProxy(shown: Shown): Promise<{ proxy: CuttingProxy; screen: ReturningScreen }> {
	const proxy = new CuttingProxy();
	const port = await proxy.listen();
	return { proxy, screen: new ReturningScreen(() => `http://127.0.0.1:${port}/api/stream?view=now`, shown.check) };
}

test(
	`a line that is cut ${cuts} times, also inside a message, with restarts and a log from a backup, never leaves a wrong figure`,
	{ timeout: 600_000 },
	async () => {
		const random = randomStream(seed, 'cuts');
		const clock = new SteppedClock(morning, false);
		const configuration = testConfiguration();
		const backup = join(temporaryFolder(), 'backup.db');
		const shown = new Shown();
		let server = await start();
		async function start(): Promise<RunningServer> {
			const started = await startServer(configuration, { clock, logger: createLogger('silent') });
			const now = started.app.streams.of('now');
			if (now === null) throw new Error('there is no view now');
			shown.watch(now);
			return started;
		}
		onTestFinished(() => server.stop());
		const { proxy, screen } = await screenBehindProxy(shown);
		proxy.leadTo(server.web.port);
		let contact = 0;
		async function happen(): Promise<void> {
			contact++;
			clock.stepTo(clock.now() + 1 + Math.floor(random() * 20_000));
			const log = new LogWriter();
			const queue = `q${Math.floor(random() * 4)}`;
			const at = (clock.now() - morning) / 1_000;
			if (random() < 0.6) log.queued(at, `c${contact}`, queue);
			else log.answered(at, `c${Math.ceil(random() * contact)}`);
			const events = log.events.map(({ type, time, data }) => ({ source: 'test', id: `${contact}`, type, time, data }));
			await server.app.log.append(events as never); // of the contract
			await server.app.projection.settled();
			server.app.streams.flush();
			await sleep(random() < 0.3 ? 12 : 0);
		}
		async function expectPresent(): Promise<void> {
			proxy.cutAfter(Infinity);
			const { app } = server;
			await expect
				.poll(() => screen.fault ?? idOf(app.streams.of('now')) === screen.id, { timeout: 10_000 })
				.toBe(true);
			const fold = nowCells(app.projection.state, clock.now(), app.settings, app.calendar, () => null);
			expect(withoutLines(screen.cells)).toMatchObject(withoutLines(JSON.parse(JSON.stringify(fold)) as Cells)); // its own text
		}

		for (let round = 1; round <= cuts && screen.fault === null; round++) {
			proxy.cutAfter(1 + Math.floor(random() * (random() < 0.5 ? 600 : 9_000)));
			const before = proxy.cuts;
			const deadline = performance.now() + 20_000;
			while (proxy.cuts === before && screen.fault === null && performance.now() < deadline) await happen();
			expect(screen.fault).toBeNull();
			expect(proxy.cuts).toBeGreaterThan(before);
			if (round === 5) {
				await server.app.log.drain();
				const file = new Database(configuration.databaseFile, { readonly: true });
				await file.backup(backup);
				file.close();
			}
			if (round % 10 === 9) {
				await server.stop();
				if (round % 20 === 19) restore(backup, configuration.databaseFile);
				server = await start();
				proxy.leadTo(server.web.port);
			}
			if (round % 7 === 0) screen.claim = ['garbage', 'ffffffff.1.3-abcd.9', `${screen.id}0000`][round % 3] ?? null;
			if (round % 5 === 0) await expectPresent();
		}
		await expectPresent();
		expect(screen.fault).toBeNull();
		// Snapshots alone would be right as well, and prove nothing of resuming.
		expect(screen.resumedFrames).toBeGreaterThan(cuts / 10);
		expect(screen.snapshots).toBeGreaterThan(cuts / 10);
	}
);

test.each([
	['leaves a frame out', () => new DroppingRing()],
	['believes an id of another process', () => new CredulousRing()]
])('over the same line, a ring that %s is found out', async (_what, makeRing) => {
	const random = randomStream(seed, 'broken');
	const shown = new Shown();
	const { proxy, screen } = await screenBehindProxy(shown);
	let boot = 0;
	let view = await serve();
	async function serve(): Promise<BareStream> {
		const served = new BareStream({ ring: makeRing(), boot });
		shown.watch(served.broadcaster);
		proxy.leadTo(await served.listen());
		return served;
	}
	const change = (from: number): void => {
		const to = from + Math.floor(random() * 1_000);
		view.change({ [`cell${to % 7}`]: to });
	};
	for (let round = 1; round <= 60 && screen.fault === null; round++) {
		proxy.cutAfter(1 + Math.floor(random() * 3_000));
		const before = proxy.cuts;
		const deadline = performance.now() + 5_000;
		while (proxy.cuts === before && screen.fault === null && performance.now() < deadline) {
			change(0);
			await sleep(random() < 0.3 ? 8 : 0);
		}
		if (round % 3 !== 0) continue;
		view.stop();
		boot++;
		view = await serve();
		// It has come as far as the one before, with other figures, when the screen is back.
		for (let no = 0; no < 100; no++) change(1_000);
	}
	expect(screen.fault).not.toBeNull();
});

/** Puts a copy in place of the log, as a history of its own. */
function restore(from: string, to: string): void {
	copyFileSync(from, to);
	const file = new Database(to);
	file.prepare('update log_head set epoch = ?').run(crypto.randomUUID());
	file.close();
}

function idOf(broadcaster: Broadcaster | null): string | null {
	const reader = new StreamReader();
	reader.take(broadcaster?.snapshot() ?? new Uint8Array());
	return reader.events[0]?.id ?? null;
}

/** Lines come of samples, which have tests of their own. */
function withoutLines(cells: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(cells).filter(([key]) => !/^line\.|last_week/.test(key)));
}
