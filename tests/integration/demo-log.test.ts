import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import { withoutComment } from '#lib/server/intake/survey-comment.ts';
import { storyOptions, storyStart } from '#lib/simulator/demo-story.ts';
import { createSimulator } from '#lib/simulator/simulator.ts';

const zone = 'Europe/Amsterdam';
const hour = 3_600_000;
const now = Date.parse('2026-11-17T10:30:00+01:00');

type Story = Readonly<{ seed: number; until: number; stepMs: number }>;

/** The demo's log as it would be exported, a line an event, with a fixed key and every event received when it happened. */
function* linesOf({ seed, until, stepMs }: Story): Generator<string> {
	const pseudonyms = new Pseudonyms(Buffer.alloc(32, 7));
	const from = storyStart(until, zone);
	const simulator = createSimulator(storyOptions(seed, from, zone));
	let seq = 0;
	for (let reached = from; reached < until;) {
		reached = Math.min(until, reached + stepMs);
		for (const event of simulator.until(reached)) {
			const { source, id, type, time, data } = pseudonyms.applyTo(withoutComment(event));
			yield JSON.stringify({ seq: ++seq, receivedAt: time, source, id, type, time, data });
		}
	}
}

describe('the log of a demo', () => {
	test('is the same to the byte for the same seed and end, in whatever steps it was written', () => {
		const [whole, stepped] = [40 * 24 * hour, hour].map((stepMs) => {
			const hash = createHash('sha256');
			let count = 0;
			for (const line of linesOf({ seed: 5, until: now, stepMs })) {
				hash.update(`${line}\n`);
				count++;
			}
			return { count, hash: hash.digest('hex') };
		});
		expect(stepped).toEqual(whole);
		expect(whole?.count).toBeGreaterThan(250_000);
	});

	test('is another for another seed', () => {
		const [five, six] = [5, 6].map((seed) => linesOf({ seed, until: now, stepMs: hour }));
		const lines = Array.from({ length: 1_000 }, () => [five?.next().value, six?.next().value]);
		expect(lines.filter(([a, b]) => a === b).length).toBeLessThan(50);
	});
});
