import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { randomStream, standardNormal } from '#lib/domain/statistics/random.ts';
import type { Findings } from '#lib/protocol/annual-page.ts';
import type { FindingInputs } from './finding-inputs.ts';
import { searchable } from './finding-series.ts';
import { FindingsDesk } from './findings-desk.ts';

const settings = {};
const note = { id: 'a1', kind: 'launch', to: null, text: 'Chat' };

/** Three years of weeks from 2018-W01 on, with a jump of 1.5 at 2019-W27 where there is one. */
function inputs(jump: number, seed = 1): FindingInputs & { seq: number } {
	const random = randomStream(seed, 'desk');
	const values = Array.from({ length: 156 }, (_, index) => ({
		step: index,
		bucket: `${2018 + Math.floor(index / 52)}-W${String((index % 52) + 1).padStart(2, '0')}`,
		value: 7 + (index >= 78 ? jump : 0) + 0.3 * standardNormal(random),
		definition: 'a'
	}));
	const annotations = [
		{ ...note, from: '2019-06-20' },
		{ ...note, id: 'a2', from: '2018-06-20' }
	];
	return { seq: 7, series: [searchable('score', 'week', values)], annotations };
}

function open(program?: URL) {
	let now = 1_000_000;
	const desk = new FindingsDesk({ now: () => now, ...(program === undefined ? {} : { program }) });
	onTestFinished(() => desk.close());
	const ready = async (name: string, read: () => Promise<FindingInputs & { seq: number }>): Promise<Findings> => {
		for (;;) {
			const answer = await desk.ask(name, settings, read);
			if (answer.state === 'ready') return answer;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	return { desk, ready, pass: (ms: number) => void (now += ms) };
}

test('a search runs in a thread and finds the planted break, with what happened about that time', async () => {
	const { desk, ready } = open();
	expect(await desk.ask('q', settings, async () => inputs(1.5))).toEqual({ state: 'running' });
	const found = await ready('q', async () => inputs(1.5));
	if (found.state !== 'ready') throw new Error('not ready');
	const [finding] = found.findings;
	expect(finding).toMatchObject({ figure: 'score', grain: 'week', n: 156, notTested: null, simulations: 4_999 });
	expect(finding?.p).toBeLessThan(0.01);
	expect(finding?.breaks).toHaveLength(1);
	expect(finding?.breaks[0]).toMatchObject({ firstAfter: '2019-W27', near: [{ id: 'a1' }] });
	expect(finding?.lines.map(({ from, to }) => [from, to])).toEqual([
		['2018-W01', '2019-W26'],
		['2019-W27', '2020-W52']
	]);
	expect(found.seq).toBe(7);
}, 30_000);

test('a series without a break has none, which the same search would have found', async () => {
	const { ready } = open();
	const found = await ready('q', async () => inputs(0));
	expect(found.state === 'ready' && found.findings[0]?.breaks).toEqual([]);
}, 30_000);

test('the same values are searched once; they are read again after a minute, and others are searched', async () => {
	const { desk, ready, pass } = open();
	let reads = 0;
	let jump = 0;
	const read = async () => {
		reads++;
		return inputs(jump);
	};
	const first = await ready('q', read);
	expect(await desk.ask('q', settings, read)).toBe(first);
	expect(reads).toBe(1);
	pass(61_000);
	expect(await desk.ask('q', settings, read)).toBe(first);
	expect(reads).toBe(2);
	jump = 1.5;
	pass(61_000);
	expect(await desk.ask('q', settings, read)).toEqual({ state: 'running' });
	const second = await ready('q', read);
	expect(second.state === 'ready' && second.findings[0]?.breaks.length).toBe(1);
	// Other settings may mean other figures: they are read at once.
	await desk.ask('q', {}, read);
	expect(reads).toBe(4);
}, 30_000);

test('the thread loads its program while the values are read for the first time, and not for those that are known', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-findings-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const [program, loaded] = [join(folder, 'loading.mjs'), join(folder, 'loaded')];
	writeFileSync(
		program,
		`import { writeFileSync } from 'node:fs';
		import { parentPort } from 'node:worker_threads';
		parentPort.on('message', ({ no }) => parentPort.postMessage({ no, findings: [], tookMs: 1, cpuMs: 1 }));
		writeFileSync(${JSON.stringify(loaded)}, '');`
	);
	const { desk, ready, pass } = open(pathToFileURL(program));
	let hasLoaded = false;
	const read = async () => {
		for (let waits = 0; waits < 500 && !existsSync(loaded); waits++) await new Promise((next) => setTimeout(next, 10));
		hasLoaded = existsSync(loaded);
		return inputs(1);
	};
	await ready('q', read);
	expect(hasLoaded).toBe(true);
	await desk.close();
	rmSync(loaded);
	pass(61_000);
	expect((await desk.ask('q', settings, async () => inputs(1))).state).toBe('ready');
	await new Promise((next) => setTimeout(next, 300));
	expect(existsSync(loaded)).toBe(false);
}, 30_000);

test('a thread that dies is told once, and the next search has another', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-findings-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const file = join(folder, 'dying.mjs');
	writeFileSync(
		file,
		"import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));"
	);
	const { desk } = open(pathToFileURL(file));
	const ask = () => desk.ask('q', settings, async () => inputs(1));
	const failure = async (): Promise<string> => {
		for (;;) {
			try {
				expect(await ask()).toEqual({ state: 'running' });
			} catch (error) {
				return String(error);
			}
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	expect(await failure()).toContain('ended with 3');
	expect(await ask()).toEqual({ state: 'running' });
	expect(await failure()).toContain('ended with 3');
}, 30_000);
