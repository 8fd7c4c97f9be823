import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channels } from '#lib/domain/contact/channel.ts';
import type { ReportGrain } from '#lib/domain/reports/report-grain.ts';
import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { reportOfLog } from '../support/report-of-log.ts';
import { queueLogFolder, readTruth, type Truth, type TruthBucket } from '../support/shared-data.ts';

const folder = queueLogFolder();
const logs = [
	{ file: 'queue_log.first-days', truth: 'truth.first-days.json' },
	{ file: 'messy_fixture.queue_log', truth: 'truth-messy.json' }
] as const;
/** Zones of the process, on three sides of both sites' own; none of them may have a say. */
const processZones = ['UTC', 'Pacific/Auckland', 'America/Los_Angeles'] as const;
const targets = [10, 20, 30, 60] as const;

/** What one process said of one log. */
type Told = Readonly<{ imported: string; again: string; total: ReportRow[]; days: ReportRow[] }>;

const run = promisify(execFile);
const script = fileURLToPath(new URL('../support/import-and-report.ts', import.meta.url));

describe.skipIf(folder === null)('the report on a real queue_log, imported as anybody imports it', () => {
	const temporary = mkdtempSync(join(tmpdir(), 'bereik-truth-'));
	const told = new Map<string, Told[]>();

	beforeAll(async () => {
		await Promise.all(
			processZones.map(async (zone) => {
				const place = join(temporary, zone.replace('/', '-'));
				mkdirSync(place);
				const files = logs.flatMap(({ file, truth }) => [join(folder ?? '', file), truthOf(truth).local_zone]);
				const { stdout } = await run(process.execPath, [script, place, ...files], {
					env: { ...process.env, TZ: zone, NODE_OPTIONS: '' }
				});
				told.set(zone, JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Told[]); // as the script prints it
			})
		);
	});
	afterAll(() => rmSync(temporary, { recursive: true, force: true }));

	describe.each(logs.map((log, index) => ({ ...log, index })))('$file', ({ truth: truthFile, index }) => {
		const ofZone = (zone: string): Told => told.get(zone)?.[index] ?? { imported: '', again: '', total: [], days: [] };

		test('agrees with the truth, whole and by local day', () => {
			const { total, days } = ofZone('UTC');
			const truth = truthOf(truthFile);
			expect(total.map(({ bucket }) => bucket)).toEqual(['total']);
			expect(days.map(({ bucket }) => bucket)).toEqual(Object.keys(truth.by_local_day).sort());
			expectFigures(total[0], truth.total);
			for (const row of days) expectFigures(row, truth.by_local_day[row.bucket ?? '']);
		});

		test('says the same in whatever zone the process runs', () => {
			for (const zone of processZones) expect(ofZone(zone), zone).toEqual(ofZone('UTC'));
		});

		test('is not changed by importing the file again', () => {
			const { imported, again } = ofZone('UTC');
			expect(imported).toMatch(/[1-9]\d* events stored/);
			expect(again).toMatch(/\n0 events stored, [1-9]\d* were there already\./);
		});

		test.each(targets)('agrees on the service levels with a target of %d seconds', async (seconds) => {
			const truth = truthOf(truthFile);
			const settings = withTarget(truth.local_zone, seconds);
			const file = join(temporary, 'UTC', `${2 * index}.db`);
			// These four do not depend on what is called a short abandon; the truth's own is everything up to the target.
			for (const shortSeconds of [seconds, 0]) {
				const total = await rowsOf(file, settings, 'total', shortSeconds);
				const days = await rowsOf(file, settings, 'day', shortSeconds);
				expectLevels(total[0], truth.total, seconds);
				expect(days.length).toBe(Object.keys(truth.by_local_day).length);
				for (const row of days) expectLevels(row, truth.by_local_day[row.bucket ?? ''], seconds);
			}
		});
	});

	function truthOf(file: string): Truth {
		return readTruth(join(folder ?? '', file));
	}
});

/** Counts to the unit; means and rates to the six decimals a truth has. */
function expectFigures(row: ReportRow | undefined, truth: TruthBucket | undefined): void {
	if (row === undefined || truth === undefined) throw new Error('a bucket is missing');
	expect(row.offered - row.pending).toBe(truth.offered);
	expect(row.answered).toBe(truth.answered);
	expect(row.abandoned).toBe(truth.abandoned);
	expect(row.short_abandoned).toBe(0);
	expectSame(row.abandonment_rate, truth.abandon_rate);
	expectSame(row.asa_s, truth.asa);
	expectSame(row.avg_queue_time_all_s, truth.mean_wait_all);
	expectSame(row.avg_abandon_time_s, truth.mean_wait_abandoned);
}

function expectLevels(row: ReportRow | undefined, truth: TruthBucket | undefined, seconds: 10 | 20 | 30 | 60): void {
	const level = truth?.[`sl${seconds}`];
	if (row === undefined || level === undefined) throw new Error('a bucket is missing');
	expect(row.sl_met).toBe(level.answered_within);
	expectSame(row.sl_v1, level.sl_answered);
	expectSame(row.sl_v2, level.sl_offered);
	expectSame(row.sl_v3, level.sl_excl_short);
	expectSame(row.sl_v4, level.sl_abandon_ok);
}

function expectSame(figure: number | null, truth: number | null): void {
	if (figure === null || truth === null) return expect(figure).toBe(truth);
	expect(Math.abs(figure - truth), `${figure} against ${truth}`).toBeLessThanOrEqual(0.5e-6 + 1e-12);
}

/** The settings of a centre whose target is the same on every channel. */
function withTarget(zone: string, seconds: number): SiteSettings {
	const own = channels.map((channel) => [
		channel,
		{ ...defaultSiteSettings.channels[channel], targetMs: seconds * 1000 }
	]);
	return { ...defaultSiteSettings, zone, channels: Object.fromEntries(own) as SiteSettings['channels'] }; // one entry for each
}

/** The report itself, with an abandon before so many seconds called short. */
async function rowsOf(
	file: string,
	settings: SiteSettings,
	by: ReportGrain,
	shortSeconds: number
): Promise<readonly ReportRow[]> {
	return reportOfLog(file, settings, { by, short: String(shortSeconds) });
}
