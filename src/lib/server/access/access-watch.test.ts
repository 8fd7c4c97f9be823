import { expect, test } from 'vitest';
import { AccessWatch, BlindWatch, blindMs, type StillGood } from './access-watch.ts';
import { type Principal, rightsText } from './principal.ts';

const wall: Principal = { kind: 'display', displayId: 'd1' };
const other: Principal = { kind: 'display', displayId: 'd2' };
const person: Principal = {
	kind: 'person',
	personId: 'p1',
	sessionId: 's1',
	roles: ['manager'],
	queues: null,
	steppedUpAt: null
};
const everybody: StillGood = { areGood: async (ids) => new Set(ids) };

function watchOf(displays: StillGood, rights = rightsText(['manager'], null)) {
	let now = 0;
	const errors: unknown[] = [];
	const ended: string[] = [];
	const sessions = { rightsOf: async (ids: readonly string[]) => new Map(ids.map((id) => [id, rights])) };
	const checks = { sessions, keys: everybody, displays };
	const watch = new AccessWatch(
		checks,
		(error) => void errors.push(error),
		() => now
	);
	return {
		watch,
		errors,
		ended,
		follow: (principal: Principal, name: string) => watch.follow(principal, () => void ended.push(name)),
		/** As the timer does. */
		async pass(ms: number) {
			for (let passed = 0; passed < ms; passed += 2_000) {
				now += Math.min(2_000, ms - passed);
				await watch.look();
			}
		},
		jump: (ms: number) => void (now += ms)
	};
}

test('ends what is open of somebody who lost their rights elsewhere, and of nobody else', async () => {
	const { watch, ended, follow } = watchOf({ areGood: async () => new Set(['d2']) });
	follow(wall, 'wall');
	follow(wall, 'wall again');
	follow(other, 'other');
	follow(person, 'person');
	expect(watch.count('displays', 'd1')).toBe(2);
	await watch.look();
	expect(ended).toEqual(['wall', 'wall again']);
	await watch.look();
	expect(ended).toEqual(['wall', 'wall again']);
	expect([watch.count('displays', 'd1'), watch.count('displays', 'd2')]).toEqual([0, 1]);
});

test.each([
	['a role less', ['executive'], null],
	['a role more', ['manager', 'admin'], null],
	['other queues', ['manager'], ['sales']]
])('ends what is open of somebody who was given %s elsewhere, and stays logged in', async (_, roles, queues) => {
	const { watch, ended, follow } = watchOf(everybody, rightsText(roles, queues));
	follow(person, 'person');
	await watch.look();
	expect(ended).toEqual(['person']);
});

test('ends nothing of somebody whose rights are told in another order', async () => {
	const { watch, ended, follow } = watchOf(everybody, rightsText(['manager', 'admin'], ['a', 'b']));
	follow({ ...person, roles: ['admin', 'manager'], queues: ['b', 'a'] }, 'person');
	await watch.look();
	expect(ended).toEqual([]);
});

test('ends at once what loses its rights here, and leaves alone who left', () => {
	const { watch, ended, follow } = watchOf(everybody);
	const leave = follow(wall, 'left');
	follow(wall, 'wall');
	leave();
	watch.end('sessions', 'd1');
	expect(ended).toEqual([]);
	watch.end('displays', 'd1');
	watch.end('displays', 'd1');
	expect(ended).toEqual(['wall']);
});

test('does not miss who comes while it looks', async () => {
	let answer: (good: ReadonlySet<string>) => void = () => {};
	const { watch, ended, follow } = watchOf({ areGood: () => new Promise((resolve) => (answer = resolve)) });
	follow(wall, 'wall');
	const looked = watch.look();
	follow(other, 'other');
	answer(new Set(['d1']));
	await looked;
	expect(ended).toEqual([]);
});

test('a store that fails for a moment ends nothing and is told of once', async () => {
	let isAway = true;
	const { errors, ended, follow, pass } = watchOf({
		areGood: async (ids) => {
			if (isAway) throw new Error('away');
			return new Set(ids);
		}
	});
	follow(wall, 'wall');
	await pass(blindMs);
	expect([ended, errors.length]).toEqual([[], 1]);
	isAway = false;
	await pass(2_000);
	isAway = true;
	await pass(blindMs - 2_000);
	expect([ended, errors.length]).toEqual([[], 2]);
});

test('a store that cannot be asked for more than half a minute ends the streams that rest on it, and no others', async () => {
	const { errors, ended, follow, pass } = watchOf({ areGood: () => Promise.reject(new Error('away')) });
	follow(wall, 'wall');
	follow(person, 'person');
	await pass(blindMs);
	expect(ended).toEqual([]);
	await pass(2_000);
	expect(ended).toEqual(['wall']);
	expect(errors.at(-1)).toBeInstanceOf(BlindWatch);
	// Whoever comes back has half a minute, too.
	follow(wall, 'again');
	await pass(blindMs);
	expect(ended).toEqual(['wall']);
	await pass(4_000);
	expect(ended).toEqual(['wall', 'again']);
});

test('a store that never answers is one that cannot be asked, and is asked again', async () => {
	let hangs = true;
	const { ended, follow, watch, jump } = watchOf({
		areGood: (ids) => (hangs ? new Promise<never>(() => {}) : Promise.resolve(new Set(ids)))
	});
	follow(wall, 'wall');
	void watch.look();
	jump(blindMs + 1);
	void watch.look();
	expect(ended).toEqual(['wall']);
	hangs = false;
	follow(wall, 'again');
	await watch.look();
	jump(blindMs + 1);
	await watch.look();
	expect(ended).toEqual(['wall']);
});

test('a process that stood still for a while is not one that cannot ask', async () => {
	const { ended, follow, watch, jump } = watchOf(everybody);
	follow(wall, 'wall');
	await watch.look();
	jump(10 * blindMs);
	await watch.look();
	expect(ended).toEqual([]);
});
