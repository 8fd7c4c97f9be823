import { expect, test } from 'vitest';
import type { DisplayStanding } from '#lib/protocol/display-settings.ts';
import { DisplayChanges } from './display-changes.ts';

function world() {
	const stored = new Map<string, DisplayStanding>([['d1', { revision: 1, reloadRevision: 0 }]]);
	const told: unknown[] = [];
	const failures: unknown[] = [];
	let isAway = false;
	let open: readonly string[] = ['d1'];
	const changes = new DisplayChanges(
		{
			standings: async (ids) => {
				if (isAway) throw new Error('the store is away');
				return new Map([...stored].filter(([id]) => ids.includes(id)));
			}
		},
		{
			get displays() {
				return open;
			},
			tellDisplay: (...what) => void told.push(what)
		},
		(error) => void failures.push(error)
	);
	return {
		stored,
		told,
		failures,
		changes,
		setAway: (away: boolean) => (isAway = away),
		setOpen: (ids: readonly string[]) => (open = ids)
	};
}

test('a screen is told how far it should be, and then of what was changed elsewhere, once', async () => {
	const { stored, told, changes } = world();
	await changes.look();
	stored.set('d1', { revision: 2, reloadRevision: 2 });
	await changes.look();
	await changes.look();
	expect(told).toEqual([
		['d1', 'display', { revision: 1, reloadRevision: 0 }],
		['d1', 'display', { revision: 2, reloadRevision: 2 }]
	]);
});

test('a screen that comes back is told of what was changed between the opening of its stream and the first look', async () => {
	const { stored, told, changes, setOpen } = world();
	await changes.look();
	setOpen([]);
	await changes.look();
	setOpen(['d1']);
	stored.set('d1', { revision: 5, reloadRevision: 0 });
	await changes.look();
	expect(told.at(-1)).toEqual(['d1', 'display', { revision: 5, reloadRevision: 0 }]);
});

test('what could not be looked at is told once, and made up for', async () => {
	const { stored, told, failures, changes, setAway } = world();
	await changes.look();
	setAway(true);
	stored.set('d1', { revision: 2, reloadRevision: 0 });
	await changes.look();
	await changes.look();
	expect([failures.length, told.length]).toEqual([1, 1]);
	setAway(false);
	await changes.look();
	expect(told).toHaveLength(2);
});
