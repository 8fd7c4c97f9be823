import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { hasPostgres, testDatabase } from '../../../../tests/support/postgres.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { Seal } from '../access/seal.ts';
import { Attempts } from '../attempts.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { erasureNotices } from '../database/postgres/replica-tables.ts';
import type { PostgresDatabase } from '../database/postgres/open-postgres.ts';
import { openViews } from '../database/sqlite/open-views.ts';
import { EventLog } from '../event-log/event-log.ts';
import { PostgresEventStore } from '../event-log/postgres-event-store.ts';
import { ContactHistory } from '../history/contact-history.ts';
import { HistoryFollower } from '../history/history-follower.ts';
import { Pseudonyms } from '../intake/pseudonyms.ts';
import { RejectedRecords } from '../intake/rejected-records.ts';
import { StoredRejectedRecords } from '../intake/rejected-store.ts';
import { createLogger } from '../logger.ts';
import { Comments } from './comments.ts';
import { ErasureFollower } from './erasure-follower.ts';
import { ErasureNotices, toldForMs } from './erasure-notices.ts';
import { Privacy } from './privacy.ts';
import { tracesOfPostgres } from './store-traces.ts';

const seal = new Seal(Buffer.alloc(32, 3));
const pseudonyms = new Pseudonyms(Buffer.alloc(32, 1));
const contact = pseudonyms.of('contact', 'c1');
const clock = { now: () => morning };

/** A server that erases, and makes nothing of the log itself. */
function eraser(database: PostgresDatabase, notices: ErasureNotices) {
	const log = new EventLog({ store: new PostgresEventStore(database), clock, onListenerError: console.error });
	const privacy = new Privacy({
		...{ database, log, pseudonyms, clock, seal, notices },
		rejected: new RejectedRecords(new StoredRejectedRecords(database)),
		comments: new Comments(database, seal),
		audit: new AuditTrail(database, clock.now),
		traces: tracesOfPostgres(database),
		peopleTurns: database.turns('people'),
		derived: { file: '/nowhere', rename: (_names, inLog) => inLog(), compact: () => {} },
		endSession: () => {}
	});
	return { log, erase: () => privacy.erase({ kind: 'command-line' }, 'customer:+31') };
}

/** The rows of another server, which looks for erasures when it is told to. */
async function rows(
	database: PostgresDatabase,
	notices: ErasureNotices,
	isGuarded = true,
	rejected: Pick<RejectedRecords, 'flush' | 'erase'> = { flush: async () => {}, erase: async () => {} }
) {
	const file = join(temporaryFolder(), 'bereik.db');
	const views = openViews(file);
	onTestFinished(() => views.close());
	const erasures = new ErasureFollower(notices, views);
	await erasures.begin();
	const attempts = new Attempts(createLogger('silent'));
	const store = new PostgresEventStore(database);
	const guard = isGuarded ? () => erasures.areNamesCurrent() : null;
	const contacts = new ContactHistory(store, views.history, () => defaultSiteSettings, guard);
	const history = new HistoryFollower(contacts, attempts, () => {});
	let renewed = 0;
	erasures.follow({
		...{ database, history, pseudonyms },
		log: { forgetRead: () => {}, head: () => store.head() },
		projection: {
			takeUpAnew: async () => void renewed++,
			isBroken: false,
			state: { seq: Infinity }
		},
		figures: { whilePastRests: (work) => work() },
		rejected,
		noteErasure: () => {},
		onFailure: console.error,
		everyMs: 3_600_000
	});
	onTestFinished(() => erasures.stop());
	onTestFinished(() => history.end());
	return {
		erasures,
		history,
		renewed: () => renewed,
		all: () => {
			const reader = new Database(views.file, { readonly: true });
			const all = reader.prepare('select contact, story from contacts order by story').raw().all();
			reader.close();
			return all;
		}
	};
}

function event(id: string, type: 'contact.queued' | 'contact.ended', seconds: number): NewEvent {
	const data =
		type === 'contact.ended'
			? { contact, agent: 'a'.repeat(22) }
			: { contact, customer: pseudonyms.of('customer', '+31'), queue: 'q1', channel: 'phone' as const };
	return { source: 'pbx', id, type, time: morning + seconds * 1_000, data } as NewEvent; // of its type
}

async function site(isGuarded = true) {
	const database = await testDatabase();
	const notices = new ErasureNotices(database, seal, clock.now);
	const { log, erase } = eraser(database, notices);
	const kept = await rows(database, notices, isGuarded);
	await log.append([event('1', 'contact.queued', 0)]);
	await kept.history.settled();
	return { database, notices, log, erase, kept };
}

describe.skipIf(!hasPostgres)('notices of erasures', () => {
	test('keep rows of before an erasure apart from what comes after it, until they are told', async () => {
		const { database, notices, log, erase, kept } = await site();
		await erase();
		await log.append([event('2', 'contact.ended', 60)]);
		await kept.history.settled();
		expect(kept.all()).toEqual([[contact, '1']]);
		await kept.erasures.apply();
		await kept.history.settled();
		expect(kept.renewed()).toBe(1);
		const made = await rows(database, notices);
		await made.history.settled();
		expect(kept.all()).toEqual(made.all());
		expect(kept.all()).toEqual([
			[expect.not.stringContaining(contact) as string, '1'],
			[contact, expect.stringMatching(/^\d$/) as string]
		]);
		// Told once.
		await kept.erasures.apply();
		expect(kept.renewed()).toBe(1);
	});

	test('are needed for that: without the look before each slice is written the two are mixed', async () => {
		const { database, notices, log, erase, kept } = await site(false);
		await erase();
		await log.append([event('2', 'contact.ended', 60)]);
		await kept.history.settled();
		await kept.erasures.apply();
		await kept.history.settled();
		const made = await rows(database, notices);
		await made.history.settled();
		expect(kept.all()).not.toEqual(made.all());
	});

	test('tell nobody who has the database alone whom they are about, and after a day nobody at all', async () => {
		const { database, erase, kept } = await site();
		await erase();
		const [notice] = await database.orm.select().from(erasureNotices);
		expect(notice?.payload).toBeTruthy();
		expect(JSON.stringify(notice)).not.toMatch(new RegExp(`${contact}|\\+31`));
		const inTime = new ErasureNotices(database, seal, () => morning + toldForMs);
		await inTime.forgetOld();
		expect((await inTime.after(0))[0]?.told?.names).toContainEqual([contact, expect.any(String)]);
		const tooLate = new ErasureNotices(database, seal, () => morning + toldForMs + 1);
		await tooLate.forgetOld();
		expect(await tooLate.after(0)).toEqual([{ no: 1, told: null }]);
		// Whoever comes so late makes their rows again.
		await kept.erasures.apply();
		await kept.history.settled();
		expect(JSON.stringify(kept.all())).not.toContain(contact);
		expect(kept.all()).toHaveLength(1);
	});

	test('have rows made again where there are fewer than there were, as after the log came back from a backup', async () => {
		const { database, erase, kept } = await site();
		await erase();
		await kept.erasures.apply();
		await database.orm.delete(erasureNotices);
		expect(await kept.erasures.areNamesCurrent()).toBe(false);
		await kept.erasures.apply();
		expect(await kept.erasures.areNamesCurrent()).toBe(true);
		await kept.history.settled();
		expect(kept.all()).toHaveLength(1);
	});

	test.each([true, false])('have records go that waited elsewhere to be written: %s', async (isTold) => {
		const { database, notices, erase } = await site();
		const store = new StoredRejectedRecords(database);
		const waiting = new RejectedRecords(store, { flushAfterMs: 3_600_000 });
		const other = await rows(database, notices, true, waiting);
		for (const raw of ['{"contact":"c1"}', '{"contact":"c2"}'])
			waiting.add({ receivedAt: morning, source: 'pbx', reason: 'why', raw });
		expect(await erase()).toMatchObject({ rejected: 0 });
		// The canary: where nobody tells, they are written afterwards.
		await (isTold ? other.erasures.apply() : waiting.flush());
		expect((await store.list(9)).map(({ raw }) => raw)).toEqual(
			isTold ? ['{"contact":"c2"}'] : ['{"contact":"c2"}', '{"contact":"c1"}']
		);
	});

	test('are seen together with the new names, and in the order of their numbers', async () => {
		const { notices, erase, log, kept } = await site();
		const seen: boolean[] = [];
		let isDone = false;
		const looking = (async () => {
			while (!isDone) {
				const before = await notices.newest();
				const [first] = await log.read(0, 1);
				const after = await notices.newest();
				const isRenamed = JSON.stringify(first).includes(contact) === false;
				if (before === after) seen.push(isRenamed === after > 0);
			}
		})();
		await erase();
		isDone = true;
		await looking;
		expect(seen.length).toBeGreaterThan(1);
		expect(seen).not.toContain(false);
		await kept.erasures.apply();
	});
});
