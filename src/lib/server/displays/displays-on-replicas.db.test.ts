import { expect } from 'vitest';
import { wallReport, wallSettings } from '../../../../tests/support/open-displays.ts';
import { postgresTest } from '../../../../tests/support/postgres.ts';
import { twoReplicas } from '../../../../tests/support/two-replicas.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { displays as table, displayTokenHistory } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { Displays } from './displays.ts';
import { LastSeen } from './last-seen.ts';
import { Pairings } from './pairings.ts';

const minute = 60_000;
const day = 1_440 * minute;
const command = { kind: 'command-line' } as const;
const asking = { address: '10.0.0.5', userAgent: 'TV', language: 'nl' } as const;

/** Screens as two servers look after them, by one clock. */
async function site() {
	let now = Date.UTC(2026, 10, 23, 8);
	const readNow = (): number => now;
	const on = (tables: Tables) => {
		const audit = new AuditTrail(tables, readNow);
		const displays = new Displays(tables, readNow, audit, { warn: () => {} });
		return { tables, audit, displays, pairings: new Pairings(tables, readNow, displays, audit) };
	};
	const [here, there] = await twoReplicas();
	return { here: on(here), there: on(there), readNow, pass: (ms: number) => void (now += ms) };
}

type Replica = Awaited<ReturnType<typeof site>>['here'];

async function paired({ displays }: Replica): Promise<Readonly<{ id: string; token: string }>> {
	const id = await displays.create({ name: 'Wall', settings: wallSettings }, command);
	const token = id === null ? null : await displays.issueToken(id);
	if (id === null || token === null) throw new Error('no screen was made');
	return { id, token };
}

const speaks = ({ displays }: Replica, id: string, token: string) =>
	displays.alive(id, token, { report: wallReport, address: '10.0.0.5', userAgent: 'TV' });

postgresTest(
	'a code makes one screen, and gives its secret once, on whichever servers both are asked for at once',
	async () => {
		const { here, there, pass } = await site();
		for (let round = 0; round < 5; round++) {
			const begun = await here.pairings.begin(null, asking);
			if ('waitSeconds' in begun || begun.device === null) throw new Error('no code was given');
			const { offer, device } = begun;
			const made = { name: 'Wall', settings: wallSettings };
			const confirmed = await Promise.all(
				[here, there].map(({ pairings }) => pairings.confirm(offer.userCode, made, command))
			);
			expect(confirmed.filter((one) => one !== null)).toHaveLength(1);
			const polled = await Promise.all([here, there].map(({ pairings }) => pairings.poll(device)));
			const tokens = polled.flatMap((one) => ('token' in one ? [one.token] : []));
			expect(tokens).toHaveLength(1);
			expect(await there.displays.verify(tokens[0] ?? '')).not.toBeNull();
			pass(minute);
		}
		// Nothing is left of the screens that came second.
		expect(await here.displays.list()).toHaveLength(5);
	}
);

postgresTest('a screen that speaks to two servers at once gets one new secret, and is revoked by neither', async () => {
	const { here, there, pass } = await site();
	const { id, token } = await paired(here);
	let current = token;
	for (let round = 0; round < 10; round++) {
		pass(day);
		const both = await Promise.all([speaks(here, id, current), speaks(there, id, current)]);
		const given = both.flatMap((one) => one?.token ?? []);
		expect(given).toHaveLength(1);
		// What is under way with the one before is not lost.
		expect(await there.displays.verify(current)).not.toBeNull();
		current = given[0] ?? '';
		expect(await here.displays.verify(current)).not.toBeNull();
		// In use again within the minute, at the other one: nothing more is due.
		pass(30_000);
		expect((await speaks(there, id, current))?.token).toBeNull();
	}
	expect((await here.displays.list()).map(({ revokedAt }) => revokedAt)).toEqual([null]);
});

postgresTest('a copy of a secret is found out on the other server, too, and ends the screen once', async () => {
	const { here, there, pass } = await site();
	const { id, token } = await paired(here);
	pass(day);
	const second = (await speaks(there, id, token))?.token ?? '';
	pass(day);
	expect((await speaks(here, id, second))?.token).not.toBeNull();
	expect(await Promise.all([here.displays.verify(token), there.displays.verify(token)])).toEqual([null, null]);
	expect(await here.audit.list({ action: 'display.revoked', limit: 10 })).toHaveLength(1);
	expect(await here.tables.orm.select().from(displayTokenHistory)).toEqual([]);
});

postgresTest(
	'what a screen said last is known on both servers, and an older word does not take its place',
	async () => {
		const { here, there, pass, readNow } = await site();
		const { id, token } = await paired(here);
		await speaks(here, id, token);
		pass(minute);
		await speaks(there, id, token);
		const seenAt = readNow();
		const seen = async ({ displays }: Replica) => (await displays.list())[0]?.lastSeenAt;
		expect([await seen(here), await seen(there)]).toEqual([seenAt, seenAt]);
		// The one that heard it earlier writes down what it has when it ends.
		const late = new LastSeen(here.tables);
		const word = { report: wallReport, address: null, userAgent: null };
		await late.note(id, { ...word, at: seenAt - minute });
		await here.displays.flush();
		expect(await seen(there)).toBe(seenAt);
	}
);

postgresTest('a screen that is connected to the other server does not look as if it were not', async () => {
	const { here, there, pass, readNow } = await site();
	const { id, token } = await paired(here);
	await speaks(there, id, token);
	const isHeard = async () => (await here.displays.list()).map((one) => here.displays.isHeardElsewhere(one, readNow()));
	expect(await isHeard()).toEqual([true]);
	pass(90_001);
	expect(await isHeard()).toEqual([false]);
});

postgresTest('there are no more screens than there may be, on however many servers they are made', async () => {
	const { here, there } = await site();
	const made = [];
	for (let no = 0; no < 499; no++) {
		const values = { id: `d_${no}`, name: 'Wall', settings: '{}', tokenHash: Buffer.from(`${no}`) };
		made.push({ ...values, tokenIssuedAt: 1, createdAt: 1 });
	}
	await here.tables.orm.insert(table).values(made);
	const asked = [here, there, here, there].map(({ displays }) =>
		displays.create({ name: 'Wall', settings: wallSettings }, command)
	);
	expect((await Promise.all(asked)).filter((id) => id !== null)).toHaveLength(1);
});
