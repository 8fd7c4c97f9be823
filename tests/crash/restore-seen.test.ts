import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createKey, type OwnLog, placeForLog, runBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { ReturningScreen } from '../support/returning-screen.ts';
import { StreamReader } from '../support/stream-events.ts';

let log: OwnLog;

afterEach(() => {
	killAllChildren();
	log.remove();
});

/** Sends contacts that wait: each by its name, with its queue. */
async function queueUp(url: string, key: string, contacts: Readonly<Record<string, string>>): Promise<void> {
	const events = Object.entries(contacts).map(([contact, queue]) =>
		cloudEvent(contact, { time: new Date().toISOString(), data: { contact, queue, channel: 'phone' } })
	);
	const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' };
	const response = await fetch(`${url}/api/events`, { method: 'POST', headers, body: JSON.stringify(events) });
	expect(response.status).toBe(200);
}

/** How many wait in each queue, as a screen shows it. */
function waiting(cells: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const depths = Object.entries(cells).filter(([key]) => /^queue\..+\.depth$/.test(key) || key === 'fast.queue_depth');
	return Object.fromEntries(depths);
}

test(
	'a screen that follows a log which is put back from an older backup shows the older state, and nothing of the later one',
	{ timeout: 90_000 },
	async () => {
		log = placeForLog();
		const key = await createKey(log, 'pbx', 'bulk');
		const first = await startServe(log);
		let { url } = first;
		// What was shown on the way is checked with every message: never figures of both histories.
		const older = { 'queue.Sales.depth': 2, 'fast.queue_depth': 2 };
		const later = { 'queue.Sales.depth': 3, 'queue.Returns.depth': 1, 'fast.queue_depth': 4 };
		const seen: { epoch: string; shown: Record<string, unknown> }[] = [];
		const screen = new ReturningScreen(
			() => `${url}/api/stream?view=board`,
			(cells, id) => void seen.push({ epoch: id.split('.')[0] ?? '', shown: waiting(cells) })
		);
		await queueUp(url, key, { c1: 'Sales', c2: 'Sales' });
		await expect.poll(() => waiting(screen.cells), { timeout: 10_000 }).toEqual(older);
		expect((await runBereik(['backup'], log.environment)).code).toBe(0);
		const folder = join(dirname(log.file), 'backups');
		const [backup = ''] = readdirSync(folder);

		await queueUp(url, key, { c3: 'Sales', c4: 'Returns' });
		await expect.poll(() => waiting(screen.cells), { timeout: 10_000 }).toEqual(later);
		const laterCells = screen.cells;
		const { snapshots } = screen;
		const epochBefore = screen.id?.split('.')[0] ?? '';

		first.child.kill('SIGTERM');
		expect((await first.child.ended).code).toBe(0);
		const restored = await runBereik(['restore', join(folder, backup), '--force'], log.environment);
		expect([restored.code, restored.stderr]).toEqual([0, expect.any(String)]);
		({ url } = await startServe(log));
		await expect.poll(() => waiting(screen.cells), { timeout: 15_000 }).toEqual(older);

		expect(screen.fault).toBeNull();
		expect(screen.snapshots).toBe(snapshots + 1);
		const epoch = screen.id?.split('.')[0] ?? '';
		expect(epoch).not.toBe(epochBefore);
		for (const { shown } of seen.filter((one) => one.epoch === epoch)) expect(shown).toEqual(older);
		// Canary: a screen that put the new whole over what it had, instead of in its place, would show both.
		expect(waiting({ ...laterCells, ...screen.cells })).not.toEqual(older);

		// Whatever else somebody says to have, the whole is what they get; only what is really theirs is gone on with.
		const own = screen.id ?? '';
		const [revision, position = '', tick] = own.split('.').slice(1);
		const [seq, boot = ''] = position.split('-');
		const future = `${epoch}.${revision}.${Number(seq) + 1_000}-${boot}.${Number(tick) + 1_000}`;
		const foreign = [`${epochBefore}.${revision}.${position}.${tick}`, `${epoch}.${revision}.${seq}-ffff.${tick}`];
		const garbage = ['garbage', '..-.', `${own}%00`, '9'.repeat(400), '%F0%9F%A6%86'];
		for (const claim of [future, ...foreign, ...garbage])
			expect([claim, await firstEvents(url, claim)]).toEqual([claim, ['hello', 'snapshot']]);
		await expect.poll(() => firstEvents(url, screen.id ?? ''), { timeout: 10_000 }).not.toContain('snapshot');
	}
);

/** What a stream says first to somebody who says to have come as far as an id. */
async function firstEvents(url: string, lastId: string): Promise<string[]> {
	const ending = new AbortController();
	const response = await fetch(`${url}/api/stream?view=board&last_event_id=${lastId}`, { signal: ending.signal });
	const reader = new StreamReader();
	for await (const bytes of response.body ?? []) {
		reader.take(bytes);
		if (reader.events.length >= 2) break;
	}
	ending.abort();
	return reader.events.slice(0, 2).map(({ event }) => event);
}
