import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { readReplayEvents, type ReplayFile } from './replay-events.ts';

let folder = '';
const asked: ReplayFile = { mapping: null, source: null, zone: 'Asia/Jerusalem' };

beforeEach(() => {
	folder = temporaryFolder();
	vi.spyOn(console, 'log').mockReturnValue();
	vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

function write(name: string, ...lines: string[]): string {
	const file = join(folder, name);
	writeFileSync(file, lines.join('\n'));
	return file;
}

function mapping(...more: string[]): string {
	return write(
		'calls.yaml',
		'source: calls',
		'key: [id]',
		'arrival: { column: came, format: iso }',
		'wait: { column: wait, format: s }',
		'outcome: { column: how, values: { yes: answered, no: abandoned } }',
		'channel: { value: phone }',
		'queue: { value: Calls }',
		...more
	);
}

/** Three calls, not in order; the second lasts longest. */
function table(): string {
	return write(
		'calls.csv',
		'id,came,wait,how',
		'2,2021-01-04 09:00:10,90,yes',
		'3,2021-01-04 09:00:10,0,yes',
		'1,2021-01-04 09:00:00,30,no',
		'4,nonsense,30,no',
		''
	);
}

describe('a table', () => {
	test('comes to its events in order of time, those of one instant as the file has them', async () => {
		const events = await readReplayEvents(table(), { ...asked, mapping: mapping('zone: UTC') });
		const told = events.map(({ type, time, data }) => {
			const { contact } = data as { contact: string }; // every event of a table is of a contact
			return `${type} ${contact.split(/\W/).at(-1)} ${new Date(time).toISOString().slice(11, 19)}`;
		});
		expect(told).toEqual([
			'contact.queued 1 09:00:00',
			'contact.queued 2 09:00:10',
			'contact.queued 3 09:00:10',
			'contact.answered 3 09:00:10',
			'contact.abandoned 1 09:00:30',
			'contact.answered 2 09:01:40'
		]);
	});

	test('has the zone of its mapping, else that of the site', async () => {
		const firstOf = async (zone: string[]) =>
			(await readReplayEvents(table(), { ...asked, mapping: mapping(...zone) }))[0];
		expect((await firstOf(['zone: America/New_York']))?.time).toBe(Date.UTC(2021, 0, 4, 14));
		expect((await firstOf([]))?.time).toBe(Date.UTC(2021, 0, 4, 7));
	});

	test('has the source of its mapping, else the one that was named', async () => {
		const sourcesOf = async (source: string | null) =>
			new Set((await readReplayEvents(table(), { ...asked, source, mapping: mapping() })).map((event) => event.source));
		expect(await sourcesOf(null)).toEqual(new Set(['calls']));
		expect(await sourcesOf('yard')).toEqual(new Set(['yard']));
	});

	test('names the rows that could not be read', async () => {
		const file = table();
		await readReplayEvents(file, { ...asked, mapping: mapping() });
		expect(console.error).toHaveBeenCalledExactlyOnceWith(
			expect.stringContaining(`set aside: ${file}, line 5, came: `)
		);
		expect(console.log).toHaveBeenCalledWith('4 rows read, 1 set aside, 0 counted without a part, 0 repeated.');
	});

	test('that does not go with its mapping is refused', async () => {
		const file = write('other.csv', 'a,b', '1,2');
		await expect(readReplayEvents(file, { ...asked, mapping: mapping() })).rejects.toThrow('came');
	});

	test('of surveys is refused by the field that says so, before the file is looked at', async () => {
		const surveys = write(
			'surveys.yaml',
			'rows: surveys',
			'source: calls',
			'key: [id]',
			'contactSource: calls',
			'survey: { kind: csat, score: { column: score }, scale: { min: 1, max: 5 }, answeredAt: { column: came } }'
		);
		await expect(readReplayEvents('nowhere.csv', { ...asked, mapping: surveys })).rejects.toThrow(
			`${surveys}: rows: surveys have nothing to replay; give the file of the contacts, with its own mapping`
		);
	});
});

test('a queue_log is read without a mapping, under a name of its own or the one given', async () => {
	const file = write(
		'queue_log',
		'1609750800|1.1|Calls|NONE|ENTERQUEUE||+31|1',
		'1609750810|1.1|Calls|SIP/1|CONNECT|10|x|3'
	);
	for (const source of [null, 'pbx']) {
		const events = await readReplayEvents(file, { ...asked, source });
		expect(events.map(({ type, time }) => [type, time])).toEqual([
			['contact.queued', 1_609_750_800_000],
			['contact.answered', 1_609_750_810_000]
		]);
		expect(new Set(events.map((event) => event.source))).toEqual(new Set([source ?? 'replay']));
	}
});

test('of events with one id the first of the file counts, whichever of them is the earlier', async () => {
	const far = Array.from({ length: 10_001 }, (_, no) => `x${no},2021-01-05 10:00:00,1,yes`);
	const file = write(
		'twins.csv',
		'id,came,wait,how',
		'1,2021-01-04 09:00:10,20,yes',
		...far,
		'1,2021-01-04 09:00:00,40,yes',
		''
	);
	const events = await readReplayEvents(file, { ...asked, mapping: mapping('zone: UTC') });
	expect(events).toHaveLength(2 * 10_002);
	expect(events[0]?.time).toBe(Date.UTC(2021, 0, 4, 9, 0, 10));
});
