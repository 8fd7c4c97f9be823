import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { SteppedClock } from '../clock.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { invitations, pairings, sessions } from '../database/tables/access-tables.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { events, logHead, sources } from '../database/tables/log-tables.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { Seal } from '../access/seal.ts';
import { StoredRejectedRecords } from '../intake/rejected-store.ts';
import { Comments } from './comments.ts';
import { RetentionJob } from './retention.ts';

const dayMs = 86_400_000;

async function site() {
	const accessClock = new SteppedClock(morning, false);
	const retention = { commentsMs: 90 * dayMs, rejectedMs: 30 * dayMs, auditMs: 365 * dayMs, endedMs: 30 * dayMs };
	const opened = await openApplication(morning, testConfiguration(), {
		accessClock,
		settings: { ...defaultSiteSettings, retention }
	});
	const { app } = opened;
	const { orm } = app.access.database;
	const token = (byte: number): Buffer => Buffer.alloc(32, byte);
	await app.comments.keep([{ source: 's', eventId: '1', contact: 'c', text: 'x', time: morning }], morning);
	app.rejected.add({ receivedAt: morning, source: 's', reason: 'no', raw: 'raw' });
	await app.rejected.flush();
	await app.access.audit.record({ kind: 'server' }, 'secrets.resealed');
	const session = { personId: 'p', method: 'password', createdAt: morning, lastUsedAt: morning, idleMs: 1 };
	await orm.insert(sessions).values([
		{ ...session, id: 'ended', tokenHash: token(1), expiresAt: morning + 300 * dayMs, endedAt: morning },
		{ ...session, id: 'open', tokenHash: token(2), expiresAt: morning + 300 * dayMs }
	]);
	const invitation = { roles: 'admin', createdAt: morning };
	await orm.insert(invitations).values([
		{ ...invitation, id: 'used', tokenHash: token(3), expiresAt: morning + dayMs, usedAt: morning },
		{ ...invitation, id: 'open', tokenHash: token(4), expiresAt: morning + 300 * dayMs }
	]);
	const pairing = { words: '1 2', createdAt: morning };
	await orm.insert(pairings).values([{ ...pairing, deviceHash: token(5), userCode: 'BCDFGHJK', expiresAt: morning }]);
	const left = async (): Promise<Record<string, number>> =>
		Object.fromEntries((await app.retention.standing()).kinds.map(({ kind, rows }) => [kind, rows]));
	const runAt = async (days: number) => {
		opened.clock.stepTo(morning + days * dayMs);
		accessClock.stepTo(morning + days * dayMs);
		await app.retention.run();
		return (await app.retention.standing()).lastRun?.erased;
	};
	return { ...opened, left, runAt };
}

test('keeps each kind for exactly as long as the settings say', async () => {
	const { left, runAt } = await site();
	expect(await left()).toMatchObject({ comments: 1, rejected: 1, sessions: 2, invitations: 2, pairings: 1 });
	const { audit: before = 0 } = await left();
	expect(await runAt(30)).toEqual({ comments: 0, rejected: 0, audit: 0, sessions: 0, invitations: 0, pairings: 0 });
	expect(await runAt(30.001)).toMatchObject({ comments: 0, rejected: 1, sessions: 1, invitations: 1, pairings: 1 });
	expect(await left()).toMatchObject({ comments: 1, rejected: 0, sessions: 1, invitations: 1, pairings: 0 });
	expect(await runAt(90)).toMatchObject({ comments: 0 });
	expect(await runAt(90.001)).toMatchObject({ comments: 1, audit: 0 });
	expect(await runAt(365.001)).toMatchObject({ audit: before });
	expect(await left()).toMatchObject({ comments: 0, audit: 0, sessions: 0, invitations: 0 });
});

test('says what lies too long, how old the oldest is, and that the log is kept for ever', async () => {
	const { app, clock } = await site();
	const kindOf = async (name: string) => (await app.retention.standing()).kinds.find(({ kind }) => kind === name);
	expect(await kindOf('comments')).toEqual({
		kind: 'comments',
		keptMs: 90 * dayMs,
		rows: 1,
		oldestAt: morning,
		isOverdue: false
	});
	expect(await kindOf('sessions')).toMatchObject({ rows: 2, oldestAt: null });
	expect(await kindOf('log')).toMatchObject({ keptMs: null, isOverdue: false });
	clock.stepTo(morning + 91 * dayMs);
	expect(await kindOf('comments')).toMatchObject({ isOverdue: true });
	expect(await kindOf('rejected')).toMatchObject({ isOverdue: true });
});

test('warns when something cannot be erased, erases the rest, and warns no more once it can', async () => {
	const { app } = await site();
	expect((await app.health()).warning).toBeUndefined();
	const failures: unknown[] = [];
	let isBroken = true;
	const job = new RetentionJob({
		...{ database: app.access.database, audit: app.access.audit, settings: () => app.settings.retention },
		comments: app.comments,
		rejected: {
			add: async () => {},
			list: async () => [],
			changeReason: async () => {},
			erase: async () => {},
			eraseBefore: async () => {
				if (isBroken) throw new Error('no');
				return 0;
			}
		},
		now: () => morning + 200 * dayMs,
		accessNow: () => morning + 200 * dayMs,
		onFailure: (error) => failures.push(error)
	});
	await job.run();
	expect(failures).toHaveLength(1);
	expect(job.problem).toBe('what was kept long enough could not be erased: rejected');
	expect((await job.standing()).lastRun).toMatchObject({ failed: ['rejected'], erased: { comments: 1 } });
	isBroken = false;
	await job.run();
	expect(job.problem).toBeNull();
});

test('shows in the health of the server that the job fails', async () => {
	const { app, configuration } = await site();
	const file = new Database(configuration.databaseFile);
	file.exec('drop table comment_keys; drop table comments');
	file.close();
	await app.retention.run();
	const { warning, status } = await app.health();
	expect([status, warning]).toEqual(['ready', 'what was kept long enough could not be erased: comments']);
});

describe.each(bothStores)('on $dialect', ({ openTables }) => {
	test('erases what has ended for long enough, by when it ended, and measures what is left', async () => {
		const database = await openTables();
		const job = new RetentionJob({
			database,
			comments: new Comments(database, new Seal(Buffer.alloc(32, 1))),
			rejected: new StoredRejectedRecords(database),
			audit: new AuditTrail(database, () => morning),
			settings: () => ({ commentsMs: dayMs, rejectedMs: dayMs, auditMs: dayMs, endedMs: 30 * dayMs }),
			now: () => morning + 31 * dayMs,
			accessNow: () => morning + 31 * dayMs,
			onFailure: (error) => {
				throw error;
			}
		});
		const session = { personId: 'p', method: 'password', createdAt: morning, lastUsedAt: morning, idleMs: 1 };
		await database.orm.insert(sessions).values([
			{ ...session, id: 'ended', tokenHash: Buffer.alloc(32, 1), expiresAt: morning + 300 * dayMs, endedAt: morning },
			{ ...session, id: 'later', tokenHash: Buffer.alloc(32, 2), expiresAt: morning + 2 * dayMs },
			{ ...session, id: 'open', tokenHash: Buffer.alloc(32, 3), expiresAt: morning + 300 * dayMs }
		]);
		await job.run();
		expect(job.lastRun).toMatchObject({ failed: [], erased: { sessions: 1, comments: 0, rejected: 0 } });
		const kinds = new Map((await job.standing()).kinds.map((kind) => [kind.kind, kind]));
		expect(kinds.get('sessions')).toMatchObject({ rows: 2, oldestAt: morning + 2 * dayMs, isOverdue: false });
		expect(kinds.get('log')).toMatchObject({ rows: 0, oldestAt: null });
		await database.orm.insert(sources).values({ no: 1, name: 'pbx' });
		const event = { sourceNo: 1, type: 'contact.queued', time: 1, data: '{}', backfill: 0 };
		await database.orm
			.insert(events)
			.values([4, 5, 6].map((seq) => ({ ...event, seq, id: `${seq}`, receivedAt: 10 * seq })));
		await database.orm.update(logHead).set({ seq: 6 });
		expect((await job.standing()).kinds.find(({ kind }) => kind === 'log')).toMatchObject({ rows: 3, oldestAt: 40 });
	});
});
