import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { followFormats } from '#lib/domain/settings/file/settings-file.ts';
import { sinkOverHttp } from '#lib/cli/follow-sinks.ts';
import { importFormats } from '#lib/cli/import-formats.ts';
import { commandsOf } from '#lib/cli/log-access.ts';
import type { Application } from '#lib/server/application.ts';
import { startControl } from '#lib/server/control/control-socket.ts';
import { followConnectors } from '#lib/server/follow/followed-format.ts';
import { Follower } from '#lib/server/follow/follower.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import { receiveEvents } from '#lib/server/intake/receive-events.ts';
import { startBereik } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { imported } from '../support/followed-log.ts';
import { openApplication, testConfiguration } from '../support/open-application.ts';
import { queueLogLines } from '../support/queue-log-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const lines = queueLogLines(300, 11);
const start = 1_790_000_000_000;
const text = (from: number, to: number): string =>
	lines
		.slice(from, to)
		.map((line) => `${line}\n`)
		.join('');
const patience = { timeout: 20_000, interval: 50 };

afterEach(() => killAllChildren());

async function idsIn(app: Application): Promise<string[]> {
	const events: readonly LogEvent[] = await app.log.read(0, 10_000);
	return events.filter(({ type }) => /^(?:contact|agent)\./.test(type)).map(({ id }) => id);
}

const idsOf = (count: number): string[] => imported(lines.slice(0, count)).map(({ id }) => id);

test('whatever can be followed can be imported, too', () => {
	expect(followConnectors.map(({ name }) => name)).toEqual([...followFormats]);
	expect(importFormats).toEqual(expect.arrayContaining([...followFormats]));
});

test('the server follows the files of its settings by itself, says how they stand, and stops when it is told to', async () => {
	const folder = temporaryFolder();
	const file = join(folder, 'queue_log');
	const settingsFile = join(folder, 'bereik.config.json');
	const follow = { format: 'asterisk-queue-log', file };
	writeFileSync(settingsFile, JSON.stringify({ sources: [{ id: 'exchange', follow }] }));
	const configuration = { ...testConfiguration(folder), settingsPlace: { file: settingsFile } };
	const options = { settingsPace: { quietMs: 5, pollMs: 50 } };
	const { app, close } = await openApplication(start, configuration, options);
	await expect
		.poll(async () => (await app.health()).warning, patience)
		.toBe(`following exchange: ${file}: is not there`);
	writeFileSync(file, text(0, 100));
	const translated = (count: number) => {
		const translator = asteriskQueueLog.open({ source: 'exchange' });
		return [
			...new Set(
				lines.slice(0, count).flatMap((line, no) => translator.translate(line, no + 1).events.map(({ id }) => id))
			)
		];
	};
	await expect.poll(() => idsIn(app), patience).toEqual(translated(100));
	await expect.poll(async () => (await app.health()).warning, patience).toBeUndefined();
	appendFileSync(file, text(100, 150));
	await expect.poll(() => idsIn(app), patience).toEqual(translated(150));
	const [source] = app.sources.standing();
	expect(source).toMatchObject({
		source: 'exchange',
		silentSince: null,
		limitMs: 120_000,
		follows: { file, lines: 150 }
	});
	expect(app.projection.state.sources.all()).toMatchObject([{ source: 'exchange', provedAt: start }]);

	await close();
	appendFileSync(file, text(150, 200));
	const again = await openApplication(start + 60_000, configuration, options);
	await expect.poll(() => idsIn(again.app), patience).toEqual(translated(200));
	// It went on where it was.
	expect(again.app.sources.following()).toMatchObject([{ lines: 50 }]);
	writeFileSync(settingsFile, JSON.stringify({ sources: [{ id: 'exchange' }] }));
	await expect.poll(() => again.app.sources.following(), patience).toEqual([]);
	appendFileSync(file, text(200, 250));
	await wait(600);
	expect(await idsIn(again.app)).toEqual(translated(200));
}, 60_000);

test('a file that was followed is imported without a conflict, and the other way round', async () => {
	const { app } = await openApplication(start);
	const events = imported(lines);
	await takeIn(app, events.slice(0, 100), false);
	await takeIn(app, events.slice(100, 200), true);
	expect(await takeIn(app, events.slice(0, 100), true)).toEqual({ stored: 0, duplicates: 100, conflicts: 0 });
	expect(await takeIn(app, events.slice(100, 200), false)).toEqual({ stored: 0, duplicates: 100, conflicts: 0 });
});

test('the command follows into the running server, is killed, and goes on; it ends when it is told to', async () => {
	const folder = temporaryFolder();
	mkdirSync(join(folder, 'log'));
	const file = join(folder, 'log', 'queue_log');
	const { app, configuration } = await openApplication(start, testConfiguration(folder));
	const environment = { DATABASE_URL: `file:${configuration.databaseFile}` };
	const follow = () => startBereik(['follow', 'asterisk-queue-log', file], environment);
	const early = follow();
	await expect.poll(() => early.stderr(), patience).toContain('no server runs on');
	const control = await startControl(
		configuration.databaseFile,
		commandsOf(app, () => 'http://localhost')
	);
	onTestFinished(() => control.close());
	writeFileSync(file, text(0, 60));
	await expect.poll(() => idsIn(app), patience).toEqual(idsOf(60));
	const appendedAt = performance.now();
	appendFileSync(file, text(60, 120));
	await expect.poll(() => idsIn(app), { timeout: 20_000, interval: 10 }).toEqual(idsOf(120));
	// Half a second is its own; the rest is the machine's.
	expect(performance.now() - appendedAt).toBeLessThan(5_000);
	early.kill('SIGKILL');
	await early.ended;
	appendFileSync(file, text(120, 200));
	const later = follow();
	await expect.poll(() => idsIn(app), patience).toEqual(idsOf(200));
	expect((await app.log.read(0, 10_000)).some(({ type }) => type === 'source.alive')).toBe(true);
	later.kill('SIGTERM');
	expect(await later.ended).toEqual({ code: 0, signal: null });
	expect(later.stdout()).toContain(`Following ${file}.`);
}, 90_000);

/** The intake of an application behind a plain server; it may be told to break. */
async function serveIntake(app: Application): Promise<{ origin: string; answer: (status: number | null) => void }> {
	let broken: number | null = null;
	const server = createServer((message, response) => {
		void (async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of message) chunks.push(chunk as Buffer); // no encoding is set
			const { authorization = '', 'content-type': type = '' } = message.headers;
			const headers = { authorization, 'content-type': type };
			const request = new Request('http://localhost/api/events', {
				method: 'POST',
				headers,
				body: Buffer.concat(chunks)
			});
			const answered =
				broken === null ? await receiveEvents(app.receiving, request) : new Response('no', { status: broken });
			response
				.writeHead(answered.status, Object.fromEntries(answered.headers))
				.end(Buffer.from(await answered.arrayBuffer()));
		})();
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	onTestFinished(() => void server.close());
	const { port } = server.address() as AddressInfo; // it listens on a port
	return { origin: `http://127.0.0.1:${port}`, answer: (status) => (broken = status) };
}

test('a follower on the exchange’s own machine hands over with a key, through a server that is away now and then', async () => {
	const folder = temporaryFolder();
	const file = join(folder, 'queue_log');
	// Later than anything in the file: what is ahead of the server has to wait.
	const { app, clock } = await openApplication(start + 7_200_000, testConfiguration(folder));
	const { origin, answer } = await serveIntake(app);
	const { text: key } = await app.keys.create('asterisk', ['intake']);
	const followerWith = (token: string): Follower =>
		new Follower({
			...{ file, connector: asteriskQueueLog, source: 'asterisk', recordFile: join(folder, 'place.json') },
			sink: sinkOverHttp(origin, token, file),
			now: () => clock.now(),
			pause: () => Promise.resolve()
		});
	writeFileSync(file, text(0, 80));
	const stranger = followerWith('brk_nobody');
	expect(await stranger.look()).toBeNull();
	expect(stranger.standing.problem).toContain('the server answered 401');
	await stranger.close();

	const follower = followerWith(key);
	answer(503);
	expect(await follower.look()).toBeNull();
	expect(follower.standing.problem).toContain('the server answered 503');
	answer(null);
	expect(await follower.look()).toBe(false);
	expect(await idsIn(app)).toEqual(idsOf(80));
	await follower.close();

	const ahead = `${(clock.now() + 600_000) / 1000}|late.1|sales|NONE|ENTERQUEUE||0612345678|1\n`;
	appendFileSync(file, text(80, 120) + ahead);
	const next = followerWith(key);
	expect(await next.look()).toBeNull();
	expect(next.standing.problem).toContain('the clock of this machine is ahead');
	clock.stepTo(clock.now() + 600_000);
	expect(await next.look()).toBe(false);
	expect(new Set(await idsIn(app)).size).toBe(idsOf(120).length + 1);
	await next.close();
}, 30_000);
