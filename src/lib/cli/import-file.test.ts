import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Translation } from '#lib/connectors/connector.ts';
import { queued } from '../../../tests/support/contact-events.ts';
import { takeInAll } from './import-file.ts';

const options = { file: 'calls.csv', source: 'pbx' };

/** A file of so many events, which notes how far it was read. */
function fileOf(events: number, failAt = Infinity) {
	const reading = { read: 0 };
	async function* translations(): AsyncGenerator<Translation> {
		for (let no = 0; no < events; no++) {
			await sleep(0);
			if (no === failAt) throw new Error(`line ${no} cannot be read`);
			reading.read++;
			yield { events: [queued(`${no}`)], rejected: [{ line: no, field: null, reason: 'odd', raw: '' }] };
		}
	}
	return { reading, translations: translations() };
}

/** A log that takes its time, and notes what was done to it in order. */
function slowLog(onAppend: (no: number) => void = () => {}) {
	const done: string[] = [];
	const log = { underWay: 0, mostUnderWay: 0, appends: 0 };
	const access = {
		eventsTogether: 10,
		beginImport: async () => 'batch',
		async append(events: readonly unknown[]) {
			log.mostUnderWay = Math.max(log.mostUnderWay, ++log.underWay);
			const no = log.appends++;
			onAppend(no);
			await sleep(30);
			log.underWay--;
			done.push(`append ${events.length}`);
			return { stored: events.length, duplicates: 0, conflicts: 0 };
		},
		async reject(records: readonly unknown[]) {
			done.push(`reject ${records.length}`);
		},
		async finishImport() {
			done.push('finish');
		}
	};
	return { done, log, access };
}

function quiet(): void {
	vi.spyOn(console, 'log').mockImplementation(() => {});
	onTestFinished(() => void vi.restoreAllMocks());
}

test('reads on while a batch is under way, but never more than the next batch', async () => {
	quiet();
	const { reading, translations } = fileOf(95);
	const ahead: number[] = [];
	const { done, log, access } = slowLog((no) => ahead.push(reading.read - no * 10));
	await takeInAll(translations, access, options);
	expect(log.mostUnderWay).toBe(1);
	// The batch that is handed over, and nothing yet of the one after the next.
	expect(ahead).toEqual([...Array.from({ length: 9 }, () => 10), 5]);
	expect(done).toEqual([
		...Array.from({ length: 9 }, () => ['append 10', 'reject 10']).flat(),
		...['append 5', 'reject 5', 'finish']
	]);
});

test('overlaps reading and taking in', async () => {
	quiet();
	const { reading, translations } = fileOf(30);
	const readMeanwhile: number[] = [];
	const { access } = slowLog();
	const append: typeof access.append = async (events) => {
		const before = reading.read;
		const taken = await access.append(events);
		readMeanwhile.push(reading.read - before);
		return taken;
	};
	await takeInAll(translations, { ...access, append }, options);
	expect(readMeanwhile[0]).toBeGreaterThan(0);
	expect(Math.max(...readMeanwhile)).toBeLessThanOrEqual(10);
});

test('stops reading within a batch when the log takes nothing more, and says why', async () => {
	const { reading, translations } = fileOf(1000);
	const { done, access } = slowLog((no) => {
		if (no === 2) throw new Error('the disk is full');
	});
	await expect(takeInAll(translations, access, options)).rejects.toThrow('the disk is full');
	expect(reading.read).toBeLessThanOrEqual(40);
	expect(done).not.toContain('finish');
});

test('ends with the reason when the file cannot be read on, after what was under way is in', async () => {
	const { translations } = fileOf(1000, 21);
	const { done, log, access } = slowLog();
	await expect(takeInAll(translations, access, options)).rejects.toThrow('line 21 cannot be read');
	expect(log.underWay).toBe(0);
	expect(done).toEqual(['append 10', 'reject 10', 'append 10', 'reject 10']);
});
