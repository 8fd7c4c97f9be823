import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type BoardMeasurement, measureBoard } from '../soak/measure-board.ts';
import { findBrowser } from './support/page-host.ts';

const isMissing = findBrowser() === null;
if (isMissing) console.warn('SKIPPED: no browser on this machine, so no board was weighed');
// Longer: `npm run soak -- 60`.
const isLong = process.env['BEREIK_LONG'] === '1';
const leastFrames = 40;
const span = isLong ? { settleMs: 15_000, measureMs: 75_000 } : { settleMs: 3_000, measureMs: 7_000 };
const settleFrames = 16;

/**
 * What a board may gain while it only shows other figures: a node or listener a frame would be 40 in the short form,
 * and a queue that passes into another state has some more or fewer than before.
 */
function expectFlat({ weights, taskMsPerFrame }: BoardMeasurement): void {
	const [first, last] = [weights[0], weights.at(-1)];
	if (first === undefined || last === undefined) throw new Error('nothing was weighed');
	expect(last.frames - first.frames).toBeGreaterThanOrEqual(leastFrames);
	expect(last.nodes - first.nodes).toBeLessThan(25);
	expect(last.listeners - first.listeners).toBeLessThan(25);
	expect(last.heapBytes - first.heapBytes).toBeLessThan(1_500_000);
	expect(taskMsPerFrame).toBeLessThanOrEqual(10);
}

test.skipIf(isMissing)(
	'a board whose figures change all the time gains no node, no listener and no memory, and costs little',
	{ timeout: 150_000 },
	async () => {
		const measured = await measureBoard({
			...span,
			...{ folder: temporaryFolder(), everyMs: span.measureMs, changeMs: 250, leastFrames, settleFrames }
		});
		if (measured === null) throw new Error('there is no browser');
		const [first, last] = [measured.weights[0], measured.weights.at(-1)];
		console.log(
			`board: ${(last?.frames ?? 0) - (first?.frames ?? 0)} frames, ${measured.taskMsPerFrame.toFixed(1)} ms of main thread a ` +
				`frame; nodes ${first?.nodes} → ${last?.nodes}, listeners ${first?.listeners} → ${last?.listeners}, heap ` +
				`${((first?.heapBytes ?? 0) / 1e6).toFixed(2)} → ${((last?.heapBytes ?? 0) / 1e6).toFixed(2)} MB`
		);
		expectFlat(measured);
	}
);

test.skipIf(isMissing)(
	'canary: a board that keeps a node and a listener a frame is caught',
	{ timeout: 120_000 },
	async () => {
		const measured = await measureBoard({
			folder: temporaryFolder(),
			...{ settleMs: 500, measureMs: 5_000, everyMs: 5_000, changeMs: 250, leastFrames },
			spoil: (page) =>
				page.evaluate(() => {
					const kept: Element[] = [];
					setInterval(() => {
						const node = document.createElement('div');
						node.addEventListener('click', () => kept.length);
						kept.push(node);
					}, 250);
				})
		});
		if (measured === null) throw new Error('there is no browser');
		expect(() => expectFlat(measured)).toThrow(/to be less than 25/);
	}
);
