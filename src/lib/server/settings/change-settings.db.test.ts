import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import type { LiveQuery } from '../live/live-query.ts';
import { InvalidSettings } from './settings-place.ts';

const pace = { pollMs: 50, quietMs: 10 };
const today: LiveQuery = {
	queue: 'all',
	selection: 'all',
	window: { kind: 'today' },
	windowText: 'today',
	at: null,
	asOf: null
};

/** A running server whose settings file lies in a folder of its own. */
async function running(first: string | null, folder = temporaryFolder()) {
	const site = join(folder, 'site');
	mkdirSync(site, { recursive: true });
	const file = join(site, 'bereik.config.yaml');
	if (first !== null) writeFileSync(file, first);
	const configuration = { ...testConfiguration(folder), settingsPlace: { folder: site } };
	const opened = await openApplication(morning, configuration, { settingsPace: pace });
	const { app } = opened;
	const met = async (query = today): Promise<unknown> => {
		const { values } = await app.figures.answer(query);
		return 'sl_met' in values ? values.sl_met : null;
	};
	return { ...opened, folder, file, met, write: (text: string) => writeFileSync(file, text) };
}

/** Two calls, answered after 15 and 25 seconds. */
const calls = new LogWriter().queued(0, 'c1').queued(0, 'c2').answered(15, 'c1').answered(25, 'c2', 'a2').events;

test('a changed target takes effect on all of the past, without a restart, and asOf before it gives the old figures', async () => {
	const { app, take, met, write } = await running('channels: { phone: { target: 20s } }');
	await take(morning + 60_000, ...calls);
	expect(await met()).toBe(1);
	const { seq } = app.projection.state;
	write('channels: { phone: { target: 30s } }');
	await expect.poll(() => app.settings.channels.phone.targetMs).toBe(30_000);
	expect(await met()).toBe(2);
	expect(await met({ ...today, asOf: { seq } })).toBe(1);
	expect(await met({ ...today, asOf: { seq: seq + 1 } })).toBe(2);
	const [event] = await app.log.read(seq, 10);
	expect(event).toMatchObject({ type: 'bereik.settings.changed', id: 'settings-2' });
});

test('a target with a date changes what enters from that date on, and nothing before', async () => {
	const { app, take, met, write } = await running(null);
	await take(morning + 60_000, ...calls);
	write('channels: { phone: [{ target: 20s }, { from: 2026-03-05, target: 30s }] }');
	await expect.poll(() => app.settings.channelChanges.length).toBe(1);
	expect(await met()).toBe(1);
	write('channels: { phone: [{ target: 20s }, { from: 2026-03-04, target: 30s }] }');
	await expect.poll(() => app.settings.channelChanges[0]?.from).toBe('2026-03-04');
	expect(await met()).toBe(2);
});

test('the wall is told, also of names and of another zone', async () => {
	const { app, take, write } = await running(null);
	const [queued] = new LogWriter().queued(0, 'c9', 'north').events;
	if (queued === undefined) throw new Error('one event was written');
	await take(morning + 30_000, queued);
	const texts: string[] = [];
	const decoder = new TextDecoder();
	app.streams.of('now')?.subscribe({ send: (bytes) => texts.push(decoder.decode(bytes)) > 0, end: () => {} });
	texts.length = 0;
	write(
		'site: { zone: Asia/Tokyo }\nqueues: [{ id: orders, renamedFrom: [north], names: { nl: Bestellingen, en: Orders } }]'
	);
	await expect.poll(() => texts.join(''), { timeout: 2_000 }).toContain('Bestellingen');
	const all = texts.join('');
	expect(all).toContain('"zone":"Asia/Tokyo"');
	const frame = texts.find((text) => text.startsWith('event: frame') || text.includes('event: frame'));
	const { set, unset } = JSON.parse(/^data: (.*)$/m.exec(frame ?? '')?.[1] ?? '{}') as { set: Cells; unset: string[] };
	expect(set).toMatchObject({
		'queue.orders.name': 'Bestellingen',
		'queue.orders.name.en': 'Orders',
		'queue.orders.depth': 1
	});
	expect(unset).toContain('queue.north.depth');
	expect(app.calendar.zone).toBe('Asia/Tokyo');
});

test('a broken or a missing file changes nothing and is told until it is mended', async () => {
	const { app, write, file } = await running('roster: 5h');
	expect(await app.health()).not.toHaveProperty('warning');
	write('roster: soon\nsite: { zone: Nowhere }');
	await expect.poll(async () => (await app.health()).warning).toContain('line 1: roster: must be a duration');
	expect(await app.health()).toMatchObject({ status: 'ready' });
	expect(app.settings.rosterMs).toBe(5 * 3_600_000);
	rmSync(file);
	await expect.poll(async () => (await app.health()).warning).toContain('gone');
	// As editors do: a new file in the place of the old.
	writeFileSync(`${file}~`, 'roster: 6h');
	renameSync(`${file}~`, file);
	await expect.poll(() => app.settings.rosterMs).toBe(6 * 3_600_000);
	await expect.poll(async () => app.health()).not.toHaveProperty('warning');
});

test('events go in while settings change, and none is lost or counted twice', async () => {
	const { app, clock, write, met } = await running(null);
	clock.stepTo(morning + 3_600_000);
	const log = new LogWriter();
	for (let no = 0; no < 1_500; no++) log.queued(no, `c${no}`).answered(no + 25, `c${no}`, `a${no % 20}`);
	for (let from = 0; from < log.events.length; from += 100) {
		if (from === 1_000) write('channels: { phone: { target: 30s, silentWait: 3h } }');
		await app.log.append(log.events.slice(from, from + 100));
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	await expect.poll(() => app.settings.channels.phone.targetMs).toBe(30_000);
	await app.projection.settled();
	expect(await met()).toBe(1_500);
	await expect.poll(async () => (await app.health()).behind).toBe(0);
});

test('a longer closing rule brings back what the old one had let go of', async () => {
	const { app, take, write } = await running(null);
	const old = new LogWriter().queued(0, 'ghost').events;
	await take(morning + 1_000, ...old);
	const depth = async (): Promise<unknown> => (await app.figures.answer(today)).values;
	const later = new LogWriter();
	const threeDays = 3 * 86_400;
	for (let no = 0; no < 3; no++) later.queued(threeDays + no, `n${no}`).answered(threeDays + no + 5, `n${no}`);
	await take(
		morning + threeDays * 1_000 + 60_000,
		...later.events.map((event) => ({ ...event, id: `later-${event.id}` }))
	);
	expect(await depth()).toMatchObject({ queue_depth: 0 });
	write('channels: { phone: { silentWait: never } }');
	await expect.poll(depth, { timeout: 3_000 }).toMatchObject({ queue_depth: 1 });
});

test('a start with a broken file goes on with what held last; the first start of all refuses', async () => {
	const first = await running('roster: 5h');
	await first.close();
	first.write('roster: soon');
	const second = await running(null, first.folder);
	expect(second.app.settings.rosterMs).toBe(5 * 3_600_000);
	expect((await second.app.health()).warning).toContain('roster');
	await second.close();
	await expect(running('roster: soon')).rejects.toThrow(InvalidSettings);
});
