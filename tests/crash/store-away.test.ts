import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Application } from '#lib/server/application.ts';
import { createLogger } from '#lib/server/logger.ts';
import { startApplication } from '#lib/server/start-application.ts';
import { type EventStore, StoreFailure } from '#lib/server/event-log/event-store.ts';
import { receiveEvents } from '#lib/server/intake/receive-events.ts';
import { packageRoot, startChild } from '../support/child-processes.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { makeSmallDisk } from '../support/small-disk.ts';
import { FollowedCells, StreamReader } from '../support/stream-events.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Follows every view as screens do; what each was told last of the server. */
function followScreens({ streams }: Pick<Application, 'streams'>): () => unknown[] {
	const screens = ['now', 'board', 'phone'].map((view) => {
		const [reader, follows] = [new StreamReader(), new FollowedCells()];
		let taken = 0;
		const send = (bytes: Uint8Array): boolean => {
			reader.take(bytes);
			for (const event of reader.events.slice(taken)) follows.take(event);
			taken = reader.events.length;
			return true;
		};
		streams.of(view)?.subscribe({ send, end: () => {} });
		return follows;
	});
	return () => screens.map(({ cells }) => cells['server.problem']);
}

/** Within seconds, whoever sends or asks meanwhile. */
const soon = { timeout: 6_000 };

type Sent = Readonly<{ status: number; retryAfter: string | null }>;

async function open(folder: string, wrapStore: (store: EventStore) => EventStore = (store) => store) {
	const app = await startApplication(testConfiguration(folder), { logger: createLogger('silent'), wrapStore });
	const { text } = await app.keys.create('pbx', ['bulk']);
	let no = 0;
	const acknowledged: string[] = [];
	const send = async (events = 1): Promise<Sent> => {
		const sent = Array.from({ length: events }, () => cloudEvent(`e${no++}`, { time: new Date().toISOString() }));
		const headers = { authorization: `Bearer ${text}`, 'content-type': 'application/cloudevents-batch+json' };
		const init = { method: 'POST', headers, body: JSON.stringify(sent) };
		const response = await receiveEvents(app.receiving, new Request('http://localhost/api/events', init));
		if (response.status === 200) acknowledged.push(...sent.map(({ id }) => String(id)));
		return { status: response.status, retryAfter: response.headers.get('retry-after') };
	};
	return { app, send, acknowledged, saidOnScreens: followScreens(app) };
}

/** Ids that were acknowledged and are not in the log. */
async function lost({ log }: Pick<Application, 'log'>, acknowledged: readonly string[]): Promise<string[]> {
	const missing: string[] = [];
	for (const id of acknowledged) if ((await log.find('pbx', id)) === null) missing.push(id);
	return missing;
}

/** The real store, but for what is put in place of its `append`. */
function withAppend(store: EventStore, append: EventStore['append']): EventStore {
	return {
		epoch: store.epoch,
		head: () => store.head(),
		read: (afterSeq, limit) => store.read(afterSeq, limit),
		readMany: (seqs) => store.readMany(seqs),
		eventsOfBatch: (batch, afterSeq, limit) => store.eventsOfBatch(batch, afterSeq, limit),
		find: (source, id) => store.find(source, id),
		append,
		close: () => store.close()
	};
}

describe('a disk that is full', () => {
	test('gets nothing acknowledged, says so in the health of the server, and heals by itself', async () => {
		let isFull = false;
		const { app, send, acknowledged, saidOnScreens } = await open(temporaryFolder(), (store) =>
			withAppend(store, (events, now) => {
				if (isFull) return Promise.reject(new StoreFailure('disk-full', new Error('SQLITE_FULL')));
				return store.append(events, now);
			})
		);
		onTestFinished(() => app.close());
		expect((await send()).status).toBe(200);
		isFull = true;
		const { seq } = await app.log.head();
		expect(await send()).toEqual({ status: 507, retryAfter: '60' });
		expect(await app.health()).toMatchObject({
			status: 'failing',
			reason: 'the log cannot be written: the disk is full'
		});
		await expect.poll(saidOnScreens, soon).toEqual(['disk-full', 'disk-full', 'disk-full']);
		expect((await app.log.head()).seq).toBe(seq);
		expect(app.projection.state.seq).toBe(seq);
		isFull = false;
		expect((await send()).status).toBe(200);
		expect(await app.health()).toMatchObject({ status: 'ready' });
		await expect.poll(saidOnScreens, soon).toEqual([null, null, null]);
		expect(await lost(app, acknowledged)).toEqual([]);
	});

	test('is found out where something is acknowledged all the same', async () => {
		let isFull = false;
		const { app, send, acknowledged } = await open(temporaryFolder(), (store) =>
			withAppend(store, async (events, now) => {
				if (!isFull) return store.append(events, now);
				return { outcomes: events.map(() => ({ status: 'stored' as const, seq: 1 })), stored: [] };
			})
		);
		onTestFinished(() => app.close());
		isFull = true;
		expect((await send()).status).toBe(200);
		expect(await lost(app, acknowledged)).toEqual(acknowledged);
	});

	test('is the same where there is really no room', { timeout: 30_000 }, async ({ skip }) => {
		const disk = makeSmallDisk(temporaryFolder(), 24);
		if (disk === null) return skip('this user may not mount a disk');
		onTestFinished(() => disk.remove());
		const { app, send, acknowledged, saidOnScreens } = await open(disk.folder);
		try {
			expect((await send(100)).status).toBe(200);
			disk.fill();
			let full: Sent = { status: 200, retryAfter: null };
			for (let at = 0; at < 200 && full.status === 200; at++) full = await send(200);
			expect(full).toEqual({ status: 507, retryAfter: '60' });
			expect(await app.health()).toMatchObject({
				status: 'failing',
				reason: 'the log cannot be written: the disk is full'
			});
			expect((await send()).status).toBe(507);
			await expect.poll(saidOnScreens, soon).toEqual(['disk-full', 'disk-full', 'disk-full']);
			disk.clear();
			// The screens heal by themselves: senders come back in a minute only.
			await expect.poll(saidOnScreens, soon).toEqual([null, null, null]);
			expect((await send(100)).status).toBe(200);
			expect(await app.health()).toMatchObject({ status: 'ready' });
			await app.projection.settled();
			expect(app.projection.state.seq).toBe((await app.log.head()).seq);
			expect(await lost(app, acknowledged)).toEqual([]);
		} finally {
			disk.clear();
			await app.close();
		}
	});
});

describe('a log whose file somebody else has locked', () => {
	test.each([
		{ heldMs: 1_000, status: 200, retryAfter: null },
		{ heldMs: 4_000, status: 503, retryAfter: '5' }
	])('for $heldMs ms answers $status', { timeout: 20_000 }, async ({ heldMs, status, retryAfter }) => {
		const folder = temporaryFolder();
		const { app, send, acknowledged, saidOnScreens } = await open(folder);
		onTestFinished(() => app.close());
		const script = join(packageRoot, 'tests/support/hold-write-lock.ts');
		const holder = startChild(process.execPath, [script, join(folder, 'bereik.db'), String(heldMs)]);
		await holder.heard(/^held$/m);
		expect(await send()).toEqual({ status, retryAfter });
		if (status === 503) {
			await expect.poll(saidOnScreens, soon).toEqual(['log-locked', 'log-locked', 'log-locked']);
			expect(await app.health()).toMatchObject({ status: 'failing' });
		}
		expect((await holder.ended).code).toBe(0);
		await expect.poll(saidOnScreens, soon).toEqual([null, null, null]);
		expect((await send()).status).toBe(200);
		expect(await app.health()).toMatchObject({ status: 'ready' });
		expect(await lost(app, acknowledged)).toEqual([]);
	});
});
