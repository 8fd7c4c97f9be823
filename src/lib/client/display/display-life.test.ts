import { beforeEach, expect, test, vi } from 'vitest';
import { problemOf } from '#lib/protocol/api-problem.ts';
import type { ApiProblem } from '#lib/protocol/api-problem.ts';
import type { DisplayStanding } from '#lib/protocol/display-settings.ts';
import { DisplayLife } from './display-life.ts';

let answers: (DisplayStanding | ApiProblem['kind'])[];
let check: ApiProblem['kind'];
let build: string | null;
let did: string[];
const began = { revision: 3, reloadRevision: 2 };
const report = {
	...{ seq: 1, dataAgeMs: 0, build: 'a', heapBytes: null, visible: true, width: 1920, height: 1080 },
	...({ board: 'now', revision: 3 } as const)
};

function life(isDisplay = true): DisplayLife {
	return new DisplayLife(
		{
			random: () => 0.5,
			after: (delayMs, callback) => {
				const timer = setTimeout(callback, delayMs);
				return () => clearTimeout(timer);
			},
			report: () => report,
			alive: () => {
				did.push('alive');
				const answer = answers.shift() ?? began;
				return Promise.resolve(
					typeof answer === 'string' ? { isDone: false, problem: problemOf(answer) } : { isDone: true, value: answer }
				);
			},
			check: () => {
				did.push('check');
				return Promise.resolve({ isDone: false, problem: problemOf(check) });
			},
			readyBuild: () => Promise.resolve(build),
			reload: () => did.push('reload'),
			renew: () => did.push('renew'),
			toPair: () => did.push('pair')
		},
		isDisplay,
		began
	);
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
	vi.useFakeTimers();
	answers = [];
	check = 'missing';
	build = 'a';
	did = [];
	return () => {
		vi.useRealTimers();
	};
});

test('it says that it is alive at once and each minute, and stops when it is stopped', async () => {
	const screen = life();
	screen.start();
	screen.start();
	await pass(59_000);
	expect(did).toEqual(['alive']);
	await pass(61_000);
	expect(did).toEqual(['alive', 'alive', 'alive']);
	screen.stop();
	await pass(600_000);
	expect(did).toHaveLength(3);
	expect(vi.getTimerCount()).toBe(0);
});

test('a report that did not arrive is sent again soon', async () => {
	answers = ['network', 'failed'];
	life().start();
	await pass(21_000);
	expect(did).toEqual(['alive', 'alive', 'alive']);
});

test('changed settings are taken over once, without reloading', async () => {
	const changed = { revision: 4, reloadRevision: 2 };
	answers = [changed, changed];
	const screen = life();
	screen.start();
	await pass(0);
	expect(did).toEqual(['alive', 'renew']);
	screen.shows(changed);
	await pass(60_000);
	expect(did).toEqual(['alive', 'renew', 'alive']);
});

test('what the stream tells is taken over at once', async () => {
	const screen = life();
	screen.told({ revision: 4, reloadRevision: 2 });
	expect(did).toEqual([]);
	screen.start();
	await pass(0);
	screen.told(began);
	expect(did).toEqual(['alive']);
	screen.told({ revision: 4, reloadRevision: 2 });
	expect(did).toEqual(['alive', 'renew']);
	screen.told({ revision: 5, reloadRevision: 5 });
	await pass(10_000);
	expect(did).toEqual(['alive', 'renew', 'reload']);
	screen.stop();
	screen.told({ revision: 6, reloadRevision: 5 });
	expect(did).toHaveLength(3);
});

test('a wish to reload is obeyed within ten seconds, once, and only when the server is ready', async () => {
	const wish = { revision: 5, reloadRevision: 5 };
	answers = [wish, wish, wish];
	build = null;
	const screen = life();
	screen.start();
	await pass(4_000);
	expect(did).not.toContain('reload');
	await pass(30_000);
	expect(did).not.toContain('reload');
	build = 'b';
	await pass(5_000);
	expect(did.filter((one) => one === 'reload')).toHaveLength(1);
});

test('a wish that stood before the page began is no reason to reload', async () => {
	answers = [began];
	life().start();
	await pass(30_000);
	expect(did).toEqual(['alive']);
});

test('taking over settings does not swallow a wish to reload that came with them', async () => {
	const screen = life();
	screen.start();
	await pass(0);
	const wish = { revision: 6, reloadRevision: 6 };
	screen.shows(wish);
	answers = [wish];
	await pass(60_000 + 10_000);
	expect(did).toContain('reload');
});

test('a screen that was revoked asks to be paired, and says nothing more', async () => {
	answers = [began, 'login'];
	life().start();
	await pass(60_000);
	expect(did).toEqual(['alive', 'alive', 'pair']);
	await pass(600_000);
	expect(did).toHaveLength(3);
});

test('a stream that ended is a reason to look at once whether the screen is still paired', async () => {
	const screen = life();
	screen.start();
	await pass(0);
	screen.lostStream();
	screen.lostStream();
	await pass(1_000);
	screen.lostStream();
	expect(did).toEqual(['alive', 'check']);
	check = 'network';
	await pass(4_000);
	screen.lostStream();
	await pass(0);
	expect(did).toEqual(['alive', 'check', 'check']);
	check = 'login';
	await pass(4_000);
	screen.lostStream();
	await pass(0);
	expect(did.at(-1)).toBe('pair');
});

test('a person who looks at a board reports nothing, and neither does a browser that turns out to be no screen', async () => {
	const person = life(false);
	person.start();
	await pass(120_000);
	expect(did).toEqual([]);
	check = 'login';
	person.lostStream();
	await pass(0);
	expect(did).toEqual(['check', 'pair']);
	did = [];
	answers = ['refused'];
	life().start();
	await pass(120_000);
	expect(did).toEqual(['alive']);
});
