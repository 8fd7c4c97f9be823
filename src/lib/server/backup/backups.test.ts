import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { BackupFailed } from './backup-failed.ts';
import { Backups } from './backups.ts';
import type { BackupRequest, MadeBackup } from './make-backup.ts';
import { postgresBackups } from './open-backups.ts';

const hour = 3_600_000;
const noon = Date.parse('2026-11-20T11:00Z');

function scheduled({ at = '03:10', firstEventAt = null as number | null, isElsewhere = '' } = {}) {
	const folder = temporaryFolder();
	let now = noon;
	let broken = false;
	const made: number[] = [];
	const make = async (request: BackupRequest): Promise<MadeBackup> => {
		if (broken) throw new BackupFailed('the disk is full');
		made.push(request.now);
		return { path: 'x', bytes: 0, removed: [], manifest: { seq: 1 } as MadeBackup['manifest'] }; // the log alone looks at it
	};
	const backups = new Backups({
		databaseFile: join(folder, 'bereik.db'),
		settingsFile: () => null,
		configuration: { folder: join(folder, 'backups'), at: at === 'off' ? null : at, keep: 3 },
		calendar: () => new SiteCalendar('Europe/Amsterdam'),
		now: () => now,
		firstEventAt: async () => firstEventAt,
		logger: { info: () => {}, error: () => {} },
		...(isElsewhere === '' ? {} : { isElsewhere }),
		make
	});
	backups.start();
	return {
		backups,
		made,
		breakDown: (isBroken: boolean) => void (broken = isBroken),
		async passTo(until: number, stepMs = 600_000) {
			for (; now < until; now += stepMs) await backups.look();
		},
		setClock: (to: number) => void (now = to)
	};
}

test('one is made each night, and none before', async () => {
	const { made, passTo, backups } = scheduled();
	expect(backups.standing()).toMatchObject({ lastAt: null, nextAt: Date.parse('2026-11-21T02:10Z') });
	await passTo(noon + 48 * hour);
	expect(made.map((at) => new Date(at).toISOString())).toEqual([
		'2026-11-21T02:10:00.000Z',
		'2026-11-22T02:10:00.000Z'
	]);
});

test('what was missed while the machine was off is made a minute after the start', async () => {
	const { made, passTo } = scheduled({ firstEventAt: noon - 30 * hour });
	await passTo(noon + 59_000, 20_000);
	expect(made).toEqual([]);
	await passTo(noon + 10 * 60_000, 20_000);
	expect(made).toEqual([noon + 60_000]);
});

test('a log that is new has missed none, and nothing is made where it is off', async () => {
	const fresh = scheduled({ firstEventAt: noon - hour });
	await fresh.passTo(noon + 2 * hour);
	const off = scheduled({ at: 'off', firstEventAt: noon - 100 * hour });
	await off.passTo(noon + 48 * hour);
	expect([fresh.made, off.made]).toEqual([[], []]);
	expect(off.backups.standing().nextAt).toBeNull();
});

test('one that failed says so, is tried again each hour, and is forgotten when one succeeds', async () => {
	const { backups, made, passTo, breakDown } = scheduled();
	breakDown(true);
	await passTo(noon + 18 * hour);
	expect(backups.problem).toBe('the last backup failed: the disk is full');
	expect(backups.standing()).toMatchObject({ lastError: 'the disk is full', lastOkAt: null });
	breakDown(false);
	await passTo(noon + 20 * hour);
	expect(made).toHaveLength(1);
	expect(backups.problem).toBeNull();
});

test('a clock that was years ahead for a while does not stop the nights after', async () => {
	const { made, passTo, setClock } = scheduled();
	setClock(noon + 1000 * 24 * hour);
	await passTo(noon + 1000 * 24 * hour + hour);
	setClock(noon);
	const before = made.length;
	await passTo(noon + 48 * hour);
	expect(made.length - before).toBeGreaterThanOrEqual(2);
});

test('where the database makes its own, none is made here, nobody is warned of that, and whoever asks hears what to do', async () => {
	const { backups, made, passTo } = scheduled({ isElsewhere: postgresBackups, firstEventAt: noon - 30 * hour });
	await passTo(noon + 48 * hour);
	expect(made).toEqual([]);
	expect(backups.problem).toBeNull();
	expect(backups.standing()).toMatchObject({ nextAt: null, isOverdue: false, lastError: null, isByDatabase: true });
	await expect(backups.make()).rejects.toThrow(BackupFailed);
	await expect(backups.make()).rejects.toThrow('docs/operations.md');
	expect(backups.problem).toBeNull();
	// Elsewhere one that was not made for so long is told of.
	const alone = scheduled({ firstEventAt: noon - 30 * hour });
	alone.breakDown(true);
	await alone.passTo(noon + 48 * hour);
	expect([alone.backups.problem, alone.backups.standing().isByDatabase]).toEqual([expect.any(String), undefined]);
});
