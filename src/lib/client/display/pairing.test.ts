import { beforeEach, expect, test, vi } from 'vitest';
import { type ApiProblem, problemOf } from '#lib/protocol/api-problem.ts';
import type { PairingState } from '#lib/protocol/display-settings.ts';
import { Pairing } from './pairing.svelte.ts';

let own: string | null | ApiProblem;
let offers: (number | ApiProblem)[];
let looks: (PairingState | ApiProblem)[];
let asked: string[];
let went: string[];
let pairing: Pairing;
const waiting = { state: 'waiting' } as const;

const outcome = <T>(value: T | ApiProblem) =>
	typeof value === 'object' && value !== null && 'kind' in value
		? ({ isDone: false, problem: value } as const)
		: ({ isDone: true, value } as const);

beforeEach(() => {
	vi.useFakeTimers();
	own = null;
	offers = [];
	looks = [];
	asked = [];
	went = [];
	let codes = 0;
	pairing = new Pairing({
		ownBoard: () => {
			asked.push('own');
			return Promise.resolve(outcome(own));
		},
		offer: () => {
			asked.push('offer');
			const life = offers.shift() ?? 600_000;
			if (typeof life !== 'number') return Promise.resolve({ isDone: false, problem: life });
			codes += 1;
			// The server's clock is not this device's.
			const now = 4_000_000_000_000;
			const words = ['appel', 'molen'] as const;
			return Promise.resolve(outcome({ userCode: `CODE-${codes}`, words, now, expiresAt: now + life, pollSeconds: 5 }));
		},
		look: () => {
			asked.push('look');
			return Promise.resolve(outcome(looks.shift() ?? waiting));
		},
		after: (delayMs, callback) => {
			const timer = setTimeout(callback, delayMs);
			return () => clearTimeout(timer);
		},
		monotonicMs: () => performance.now(),
		toBoard: (path) => went.push(path)
	});
	return () => {
		vi.useRealTimers();
	};
});

async function pass(seconds: number): Promise<void> {
	for (let second = 0; second < seconds; second++) {
		await vi.advanceTimersByTimeAsync(1000);
		pairing.tick();
	}
}

test('a code is shown with the time that is left, and it is looked every five seconds', async () => {
	pairing.start();
	await vi.advanceTimersByTimeAsync(0);
	expect([pairing.offer?.userCode, pairing.link, pairing.remainingSeconds]).toEqual(['CODE-1', 'waiting', 600]);
	await pass(20);
	expect(asked).toEqual(['own', 'offer', 'look', 'look', 'look', 'look']);
	expect(pairing.remainingSeconds).toBe(580);
});

test('a screen that is paired already goes to its board without a code', async () => {
	own = '/board/d1';
	pairing.start();
	await pass(30);
	expect([went, asked]).toEqual([['/board/d1'], ['own']]);
});

test('once it is paired it goes to its board, and asks nothing more', async () => {
	looks = [waiting, { state: 'paired', board: '/board/d2' }];
	pairing.start();
	await pass(60);
	expect(went).toEqual(['/board/d2']);
	expect(asked.filter((one) => one === 'look')).toHaveLength(2);
	expect(pairing.link).toBe('paired');
	expect(vi.getTimerCount()).toBe(0);
});

test('a code whose time is up is replaced, whoever notices first', async () => {
	offers = [12_000];
	looks = [waiting, waiting];
	pairing.start();
	await pass(16);
	expect(pairing.offer?.userCode).toBe('CODE-2');
	looks = [{ state: 'expired' }];
	await pass(5);
	expect(pairing.offer?.userCode).toBe('CODE-3');
});

test('a server that is away is said to be, the code stays, and it goes on by itself', async () => {
	pairing.start();
	await pass(1);
	looks = [problemOf('network'), problemOf('failed'), waiting];
	await pass(5);
	expect([pairing.link, pairing.offer?.userCode]).toEqual(['no-connection', 'CODE-1']);
	await pass(6);
	expect(pairing.link).toBe('waiting');
});

test('a code that ran out while the server is away is taken down', async () => {
	offers = [10_000, problemOf('network'), problemOf('network'), 600_000];
	looks = [problemOf('network'), problemOf('network')];
	pairing.start();
	await pass(12);
	expect([pairing.offer, pairing.remainingSeconds, pairing.link]).toEqual([null, null, 'no-connection']);
	await pass(6);
	expect([pairing.offer?.userCode, pairing.link]).toEqual(['CODE-2', 'waiting']);
});

test('a screen that is switched on before its server finds it all the same', async () => {
	own = problemOf('network');
	pairing.start();
	await pass(10);
	expect([asked.includes('offer'), pairing.link]).toEqual([false, 'no-connection']);
	own = problemOf('login');
	await pass(4);
	expect(pairing.offer?.userCode).toBe('CODE-1');
});

test('a server that wants fewer questions gets fewer, and one that gives no codes is asked when it said', async () => {
	looks = [{ ...problemOf('busy'), retryAfterSeconds: 5 }];
	pairing.start();
	await pass(5);
	asked.length = 0;
	await pass(20);
	expect(asked).toEqual(['look', 'look']);
	pairing.stop();

	offers = [{ ...problemOf('busy'), retryAfterSeconds: 30 }];
	const before = asked.length;
	pairing.start();
	await pass(29);
	expect([pairing.link, asked.slice(before)]).toEqual(['busy', ['own', 'offer']]);
	await pass(2);
	expect(pairing.link).toBe('waiting');
});

test('a request that the server forgot is made anew', async () => {
	looks = [problemOf('missing'), problemOf('login')];
	pairing.start();
	await pass(6);
	expect(pairing.offer?.userCode).toBe('CODE-2');
	await pass(5);
	expect(pairing.offer?.userCode).toBe('CODE-3');
});
