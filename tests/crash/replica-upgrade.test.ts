import { expect, onTestFinished } from 'vitest';
import { Poster, waiting } from '../support/http-senders.ts';
import { queued } from '../support/contact-events.ts';
import { ask, openHere, postgresTest as test, testPlace } from '../support/postgres.ts';
import { withSteps } from '../support/postgres-steps.ts';
import { followFromStart } from '../support/postgres-tails.ts';
import { ReplicaSite } from '../support/replica-site.ts';
import { faultsOfLog } from '../support/shared-log-audit.ts';

/** A step of a next version that takes nothing from this one. */
const adding =
	"create table next_things (no bigint primary key); alter table events add column next_note text default 'none'";
/** And one that does, and says so. */
const breaking = 'alter table events rename column data to body';
const saysSo = 'update cluster set oldest_compatible = 999';

test('servers of this version and the next work side by side on one log, and this one can be started again beside it', async () => {
	const place = await testPlace();
	const site = new ReplicaSite(place);
	onTestFinished(() => site.remove());
	const [old] = await site.startAll('a');
	const poster = new Poster(await site.createKey());
	onTestFinished(() => poster.close());
	const acknowledged = new Map<string, number>();
	const post = async (url: string | undefined, id: string): Promise<void> => {
		const { status, outcomes } = await poster.post(url ?? '', [waiting(id)]);
		expect(status).toBe(200);
		for (const { seq } of outcomes) acknowledged.set(id, seq);
	};
	await post(old?.url, 'before');
	const next = await openHere(place, { migrations: withSteps(adding) });
	expect(next.migrated.applied).toBe(1);
	const { store, told } = followFromStart(next);
	await post(old?.url, 'of-old');
	const { outcomes } = await store.append([queued('of-next', { time: Date.now() })], Date.now());
	acknowledged.set('of-next', outcomes[0]?.seq ?? 0);
	const ready = async (url = ''): Promise<unknown> => (await fetch(`${url}/api/health/ready`)).json();
	const head = outcomes[0]?.seq ?? 0;
	await expect.poll(() => ready(old?.url)).toMatchObject({ seq: head, behind: 0 });
	old?.child.kill('SIGTERM');
	await old?.child.ended;
	const again = await site.start('a');
	await expect.poll(() => ready(again.url)).toMatchObject({ seq: head, behind: 0 });
	await post(again.url, 'of-old-again');
	await expect
		.poll(() => told.map(({ id }) => id).filter((id) => acknowledged.has(id)))
		.toEqual(['before', 'of-old', 'of-next', 'of-old-again']);
	expect(await faultsOfLog((text) => ask(place.url, text) as never, acknowledged)).toEqual([]);
}, 120_000);

test('a server that a later version has left behind refuses to start and says so; where that one kept silent it would start and fail', async () => {
	const [said, silent] = [await testPlace(), await testPlace()];
	await openHere(said, { migrations: withSteps(`${breaking};\n--> statement-breakpoint\n${saysSo}`) });
	await openHere(silent, { migrations: withSteps(breaking) });
	const [site, careless] = [new ReplicaSite(said), new ReplicaSite(silent)];
	onTestFinished(async () => void (await Promise.all([site.remove(), careless.remove()])));
	const [refused, started] = await Promise.all([site.attempt('a'), careless.attempt('a')]);
	expect(await refused.ended).toMatchObject({ code: 1 });
	expect(refused.stderr()).toMatch(
		/a later version of the product has changed the schema \(to step \d+\), and this one, which knows \d+, would damage it/
	);
	// The canary: nothing told it to stay away.
	const { code } = await started.ended;
	expect(code).not.toBe(0);
	expect(started.stderr()).not.toMatch(/later version/);
}, 120_000);
