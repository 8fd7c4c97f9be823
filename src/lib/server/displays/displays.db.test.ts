import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { displaysOn, openDisplays, wallReport, wallSettings } from '../../../../tests/support/open-displays.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';

const manager = { kind: 'person', id: 'p1' } as const;

describe.each(bothStores)('screens on $dialect', ({ openTables }) => {
	const openBoth = async () => displaysOn(await openTables());

	test('a screen is listed with what it is and what it last said', async () => {
		const { displays, paired, speaks, pass, now } = await openBoth();
		const { id, token } = await paired('Noord 1');
		expect(await displays.list()).toEqual([
			{
				...{ id, name: 'Noord 1', settings: wallSettings, createdAt: now, revokedAt: null, revokedFor: null },
				...{ lastSeenAt: null, report: null, address: null, userAgent: null }
			}
		]);
		pass(60_000);
		await speaks(id, token);
		expect(await displays.list()).toMatchObject([
			{ lastSeenAt: now + 60_000, report: wallReport, address: '10.0.0.5', userAgent: 'TV' }
		]);
	});

	test('a change of settings counts the revision up and is told to the screen', async () => {
		const { displays, paired, audit } = await openBoth();
		const { id } = await paired();
		const told: unknown[] = [];
		displays.onChanged = (...what) => void told.push(what);
		const settings = { ...wallSettings, team: 'Zuid', board: 'now' } as const;
		expect(await displays.change(id, { settings }, manager)).toBe(true);
		expect(await displays.find(id)).toEqual({ id, name: 'Wall', settings, revision: 2, reloadRevision: 0 });
		expect(await displays.change(id, { name: 'Zuid 1' }, manager)).toBe(true);
		expect(await displays.reload(id, manager)).toBe(true);
		expect(await displays.find(id)).toEqual({ id, name: 'Zuid 1', settings, revision: 4, reloadRevision: 4 });
		expect(told).toEqual([
			[id, { revision: 2, reloadRevision: 0 }],
			[id, { revision: 3, reloadRevision: 0 }],
			[id, { revision: 4, reloadRevision: 4 }]
		]);
		const entries = await audit.list({ action: 'display.', limit: 10 });
		expect(entries.map(({ action, actorId, subject, details }) => [action, actorId, subject, details])).toEqual([
			['display.reloaded', 'p1', id, {}],
			['display.changed', 'p1', id, { changed: ['name'] }],
			['display.changed', 'p1', id, { changed: ['settings'] }]
		]);
	});

	test('a change of nothing changes nothing', async () => {
		const { displays, paired, audit } = await openBoth();
		const { id } = await paired();
		expect(await displays.change(id, {}, manager)).toBe(true);
		expect(await displays.change('d_unknown', {}, manager)).toBe(false);
		expect(await displays.standing(id)).toEqual({ revision: 1, reloadRevision: 0 });
		expect(await audit.list({ limit: 10 })).toEqual([]);
	});

	test('a screen that was revoked is good for nothing, and is told of at once and once', async () => {
		const { displays, paired, speaks, revoked, audit, now } = await openBoth();
		const { id, token } = await paired();
		expect(await displays.areGood([id, 'd_unknown'])).toEqual(new Set([id]));
		expect(await displays.revoke(id, manager)).toBe(true);
		expect(revoked).toEqual([id]);
		expect(await displays.verify(token)).toBeNull();
		expect(await displays.areGood([id])).toEqual(new Set());
		expect([await displays.find(id), await displays.standing(id), await speaks(id, token)]).toEqual([null, null, null]);
		expect(await displays.change(id, { name: 'Again' }, manager)).toBe(false);
		expect(await displays.reload(id, manager)).toBe(false);
		expect(await displays.revoke(id, manager)).toBe(false);
		expect(await displays.revoke('d_unknown', manager)).toBe(false);
		expect(revoked).toEqual([id]);
		expect(await displays.list()).toMatchObject([{ id, revokedAt: now, revokedFor: 'person' }]);
		expect((await audit.list({ limit: 10 })).map(({ action, details }) => [action, details])).toEqual([
			['display.revoked', { reason: 'person' }]
		]);
	});

	test('what was revoked leaves the list after a month', async () => {
		const { displays, paired, pass } = await openBoth();
		const { id } = await paired();
		await displays.revoke(id, { kind: 'command-line' });
		expect(await displays.list()).toMatchObject([{ revokedFor: 'command-line' }]);
		pass(30 * 86_400_000);
		expect(await displays.list()).toEqual([]);
	});
});

test('there are at most 500 screens; one that was revoked does not count', async () => {
	const { displays, paired } = openDisplays();
	const { id } = await paired();
	for (let no = 1; no < 500; no++) await displays.create({ name: `Wall ${no}`, settings: wallSettings }, manager);
	expect(await displays.create({ name: 'One more', settings: wallSettings }, manager)).toBeNull();
	await displays.revoke(id, manager);
	expect(await displays.create({ name: 'One more', settings: wallSettings }, manager)).not.toBeNull();
});

test('when a screen was last seen is written down every two minutes, and at the end', async () => {
	const folder = temporaryFolder();
	const before = openDisplays(folder);
	const { id, token } = await before.paired();
	const { now } = before;
	await before.speaks(id, token);
	before.pass(60_000);
	await before.speaks(id, token);
	before.close();
	const afterCrash = openDisplays(folder);
	expect(await afterCrash.displays.list()).toMatchObject([{ lastSeenAt: now, report: wallReport }]);
	afterCrash.pass(90_000);
	await afterCrash.speaks(id, token);
	afterCrash.pass(60_000);
	await afterCrash.speaks(id, token);
	await afterCrash.displays.flush();
	afterCrash.close();
	const { displays } = openDisplays(folder);
	expect(await displays.list()).toMatchObject([{ lastSeenAt: now + 150_000, address: '10.0.0.5' }]);
	expect(await displays.verify(token)).not.toBeNull();
});
