import { beforeEach, expect, test } from 'vitest';
import { BuildWatch } from './build-watch.ts';

let planned: { delayMs: number; callback: () => void }[];
let answer: string | null;
let reloads: number;
let watch: BuildWatch;

beforeEach(() => {
	planned = [];
	answer = 'one';
	reloads = 0;
	watch = new BuildWatch({
		random: () => 0.5,
		after: (delayMs, callback) => {
			const plan = { delayMs, callback };
			planned.push(plan);
			return () => {
				planned = planned.filter((other) => other !== plan);
			};
		},
		readyBuild: () => Promise.resolve(answer),
		reload: () => {
			reloads += 1;
		}
	});
	watch.saw('one');
});

async function passPlan(): Promise<number> {
	const plan = planned.shift();
	if (plan === undefined) throw new Error('nothing was planned');
	plan.callback();
	await Promise.resolve();
	await Promise.resolve();
	return plan.delayMs;
}

test('the same build is never a reason to reload', () => {
	watch.saw('one');
	expect(planned).toEqual([]);
});

test('another build that is ready is loaded within a minute, once', async () => {
	watch.saw('two');
	watch.saw('two');
	expect(planned).toHaveLength(1);
	answer = 'two';
	expect(await passPlan()).toBe(30_000);
	expect(reloads).toBe(1);
});

test('a server that is away is never reloaded for, but asked again', async () => {
	watch.saw('two');
	answer = null;
	await passPlan();
	expect(reloads).toBe(0);
	answer = 'two';
	await passPlan();
	expect(reloads).toBe(1);
});

test('a server that went back to the old build needs no reload', async () => {
	watch.saw('two');
	answer = 'one';
	await passPlan();
	expect(reloads).toBe(0);
	expect(planned).toEqual([]);
});

test('a stopped watch plans nothing and reloads nothing', async () => {
	watch.saw('two');
	const pending = planned[0];
	watch.stop();
	expect(planned).toEqual([]);
	answer = 'two';
	pending?.callback();
	await Promise.resolve();
	await Promise.resolve();
	expect(reloads).toBe(0);
});

test('a page that wishes to begin anew waits for a server that is ready, of whatever build', async () => {
	answer = null;
	watch.wish();
	watch.wish();
	expect(planned).toHaveLength(1);
	await passPlan();
	await passPlan();
	expect(reloads).toBe(0);
	answer = 'one';
	await passPlan();
	expect(reloads).toBe(1);
});
