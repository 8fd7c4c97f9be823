import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { GET as getReady } from '../../routes/api/health/ready/+server.ts';
import { LogWriter, morning } from '../../../tests/support/log-events.ts';
import { openApplication } from '../../../tests/support/open-application.ts';
import { StoreFailure } from './event-log/event-store.ts';
import { type HealthParts, lookAtHealth } from './health.ts';

function partsAt(seq: number, folded: number, more: Partial<HealthParts> = {}): HealthParts {
	const moment = (): Promise<void> => Promise.resolve();
	return { head: async () => ({ seq }), foldedSeq: () => folded, hasFailed: () => false, moment, ...more };
}

test('figures a little behind are ready, far behind they are starting, and failed ones are failing', async () => {
	expect(await lookAtHealth(partsAt(9_000, 4_000))).toEqual({ status: 'ready', seq: 9_000, behind: 5_000 });
	expect(await lookAtHealth(partsAt(9_001, 4_000))).toEqual({ status: 'starting', seq: 9_001, behind: 5_001 });
	expect(await lookAtHealth(partsAt(9, 9, { hasFailed: () => true }))).toMatchObject({ status: 'failing' });
});

test('a burst that is folded within a moment is no reason to call the figures behind', async () => {
	let folded = 0;
	const moment = async (): Promise<void> => void (folded = 20_000);
	const parts = partsAt(20_000, 0, { foldedSeq: () => folded, moment });
	expect(await lookAtHealth(parts)).toEqual({ status: 'ready', seq: 20_000, behind: 0 });
});

test('a log that cannot be read is failing, and says so instead of throwing', async () => {
	let isAway = false;
	const { app } = await openApplication(morning, undefined, {
		wrapStore: (store) => ({
			epoch: store.epoch,
			head: () => (isAway ? Promise.reject(new StoreFailure('away', null)) : store.head()),
			read: (afterSeq, limit) => store.read(afterSeq, limit),
			readMany: (seqs) => store.readMany(seqs),
			eventsOfBatch: (batch, afterSeq, limit) => store.eventsOfBatch(batch, afterSeq, limit),
			find: (source, id) => store.find(source, id),
			append: (events, now) => store.append(events, now),
			close: () => store.close()
		})
	});
	expect(await app.health()).toMatchObject({ status: 'ready', behind: 0 });
	isAway = true;
	expect(await app.health()).toEqual({
		status: 'failing',
		seq: null,
		behind: null,
		reason: 'the log cannot be read'
	});
});

test('an event that cannot be folded is failing, and stays so: the figures rest on less than the log', async () => {
	const opened = await openApplication();
	const [queued, answered] = new LogWriter().queued(1, 'c1').answered(2, 'c1').events;
	if (queued === undefined || answered === undefined) throw new Error('two events were written');
	// The state as the fold finds it is broken for one event.
	const { state } = opened.app.projection;
	const { receive } = state;
	state.receive = () => {
		throw new Error('a fold that has a fault');
	};
	await opened.take(morning + 1_000, queued); // of the contract
	expect(await opened.app.health()).toMatchObject({ status: 'failing' });
	state.receive = receive;
	await opened.take(morning + 2_000, answered); // of the contract
	expect(await opened.app.health()).toMatchObject({ status: 'failing' });
});

test('a log that cannot be written is failing, and the answer to whoever asks says why', async () => {
	vi.useFakeTimers({ toFake: ['performance'] });
	onTestFinished(() => void vi.useRealTimers());
	const { configuration } = await openApplication();
	const ask = async (): Promise<readonly [number, unknown]> => {
		const locals = { principal: { kind: 'machine' }, origin: null };
		const answer = await Reflect.apply(getReady, null, [{ locals }]); // it asks nothing else of the request
		return [answer.status, await answer.json()];
	};
	const other = new Database(configuration.databaseFile);
	onTestFinished(() => void other.close());
	other.exec('begin immediate');
	// What was written at the start proves nothing any more.
	vi.advanceTimersByTime(10_000);
	expect(await ask()).toMatchObject([
		503,
		{ status: 'failing', reason: 'the log cannot be written: another process keeps its file locked' }
	]);
	other.exec('rollback');
	vi.advanceTimersByTime(10_000);
	const [status, health] = await ask();
	expect([status, health]).toMatchObject([200, { status: 'ready' }]);
	expect(health).not.toHaveProperty('reason');
});

test('a view that cannot be built is a warning', async () => {
	const { app } = await openApplication();
	vi.spyOn(app.projection.state, 'seq', 'get').mockImplementation(() => {
		throw new Error('a view that has a fault');
	});
	expect(app.streams.of('now')?.canShow()).toBe(false);
	vi.restoreAllMocks();
	expect(await app.health()).toMatchObject({
		status: 'ready',
		warning: 'cannot be built, so that screens stand still: now'
	});
});
