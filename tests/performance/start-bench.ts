import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApplication } from '#lib/server/start-application.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import { createSimulator } from '#lib/simulator/simulator.ts';
import type { Measurement } from './measurement.ts';

const dayMs = 86_400_000;

/** A start on four weeks of log, with and without a checkpoint. */
export async function benchStart(): Promise<Measurement[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-start-'));
	const configuration = {
		databaseFile: join(folder, 'start.db'),
		host: '127.0.0.1',
		port: 0,
		origin: null,
		zone: 'Europe/Amsterdam'
	};
	try {
		const events = await fill(configuration);
		for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `start.views.db${suffix}`), { force: true });
		const withoutMs = await timeStart(configuration);
		const withMs = await timeStart(configuration);
		return [
			{
				what: `start on ${events} events without a checkpoint`,
				figure: `${(withoutMs / 1000).toFixed(2)} s`,
				anchor: `${Math.round(events / (withoutMs / 1000))} events/s`,
				aim: '1 M events ≤ 10 s',
				met: (withoutMs / events) * 1e6 <= 10_000
			},
			{
				what: 'the same with a checkpoint',
				figure: `${(withMs / 1000).toFixed(2)} s`,
				anchor: `without ${(withoutMs / 1000).toFixed(2)} s; ratio ${(withMs / withoutMs).toFixed(2)}`,
				aim: '≤ 3 s',
				met: withMs <= 3_000
			}
		];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function fill(configuration: Parameters<typeof startApplication>[0]): Promise<number> {
	const app = await startApplication(configuration);
	const from = Date.now() - 28 * dayMs;
	const events = createSimulator({ seed: 3, from, zone: configuration.zone, alwaysOpen: true }).until(Date.now());
	for (let index = 0; index < events.length; index += 1_000)
		await takeIn(app, events.slice(index, index + 1_000), true);
	await app.close();
	return events.length;
}

async function timeStart(configuration: Parameters<typeof startApplication>[0]): Promise<number> {
	const startedAt = performance.now();
	const app = await startApplication(configuration);
	const tookMs = performance.now() - startedAt;
	await app.close();
	return tookMs;
}
