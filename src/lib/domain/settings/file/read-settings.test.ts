import { describe, expect, test } from 'vitest';
import { defaultSiteSettings, type SiteSettings } from '../site-settings.ts';
import { faultText } from './fault.ts';
import { readSettings } from './read-settings.ts';

function faultsOf(written: unknown): string[] {
	const read = readSettings(written);
	return read.ok ? [] : read.faults.map(faultText);
}

function settingsOf(written: unknown, base = defaultSiteSettings): SiteSettings {
	const read = readSettings(written, base);
	if (!read.ok) throw new Error(read.faults.map(faultText).join('\n'));
	return read.settings;
}

describe('what is wrong is told by field, with the reason', () => {
	test.each([
		[
			{ channels: { phone: [{}, { from: '2026-01-01', target: 'fast' }] } },
			'channels.phone[1].target: must be a duration like 20s, 1m30s or 24h, not "fast"'
		],
		[
			{ channels: { phone: { target: 20 } } },
			'channels.phone.target: must be a duration like 20s, 1m30s or 24h, not 20'
		],
		[
			{ channels: { phone: { target: '' } } },
			'channels.phone.target: must be a duration like 20s, 1m30s or 24h, not ""'
		],
		[
			{ channels: { phone: { targetShare: 80 } } },
			'channels.phone.targetShare: must be a share like 80% or 0.8, not 80'
		],
		[
			{ channels: { phone: { targetShare: '120%' } } },
			'channels.phone.targetShare: must be a share like 80% or 0.8, not "120%"'
		],
		[{ channels: { phone: [] } }, 'channels.phone: must not be empty'],
		[{ channels: { phone: 20 } }, 'channels.phone: must be a set of fields, or a list of them by date'],
		[
			{ closing: { openHandling: 'soon' } },
			'closing.openHandling: must be a duration above zero like 20s, 1m30s or 24h, or never, not "soon"'
		],
		[
			{ closing: { openHandling: '0s' } },
			'closing.openHandling: must be a duration above zero like 20s, 1m30s or 24h, or never, not "0s"'
		],
		[
			{ channels: { chat: { silentWait: '0h00m' } } },
			'channels.chat.silentWait: must be a duration above zero like 20s, 1m30s or 24h, or never, not "0h00m"'
		],
		[
			{ sources: [{ id: 'pbx', silenceLimit: '0d' }] },
			'sources[0].silenceLimit: must be a duration above zero like 20s, 1m30s or 24h, or never, not "0d"'
		],
		[
			{ sources: [{ id: 'pbx', follow: { format: 'asterisk-queue-log', file: 'queue_log' } }] },
			'sources[0].follow.file: must be a path from the root like /var/log/asterisk/queue_log, not "queue_log"'
		],
		[{ queues: [{ id: 'all' }] }, 'queues[0].id: must not be all: all and fast are the words for several queues'],
		[
			{ queues: [{ id: 'sales' }, { id: 'fast', names: 'Snel' }] },
			'queues[1].id: must not be fast: all and fast are the words for several queues'
		],
		[
			{ site: { zone: 'Europe/Atlantis' } },
			'site.zone: must be a time zone like Europe/Amsterdam, not "Europe/Atlantis"'
		],
		[{ holidays: [{ date: '2026-02-30' }] }, 'holidays[0].date: must be a date like 2026-12-25, not "2026-02-30"'],
		[{ holidays: [{ name: 'Kerst' }] }, 'holidays[0].date: missing'],
		[
			{ hours: { monday: ['17:00-09:00'] } },
			'hours.monday[0]: must end after it begins; hours past midnight go on the next day, from 00:00'
		],
		[{ hours: { monday: ['9-17'] } }, 'hours.monday[0]: must be hours like 08:30-17:00, not "9-17"'],
		[{ hours: { monday: 'open' } }, 'hours.monday: must be closed, or a list of hours'],
		[{ surveys: { shown: 'csta' } }, 'surveys.shown: must be one of csat, nps, ces, grade, not "csta"'],
		[{ norms: { phone: { queueDepth: -1 } } }, 'norms.phone.queueDepth: must be at least 0, not -1'],
		[{ norms: { phone: { queueDepth: 1.5 } } }, 'norms.phone.queueDepth: must be a whole number, not 1.5'],
		[{ site: 'here' }, 'site: must be a set of fields, not "here"'],
		[{ queues: { id: 'a' } }, 'queues: must be a list, not {"id":"a"}'],
		['text', 'the file: must be a set of fields, not "text"']
	])('%j', (written, fault) => {
		expect(faultsOf(written)).toEqual([fault]);
	});

	test('a name nobody knows is refused, and the nearest known one suggested', () => {
		expect(faultsOf({ chanels: {} })).toEqual(['chanels: there is no such field; did you mean channels?']);
		expect(faultsOf({ queues: [{ id: 'a', mergeInto: 'b' }] })).toEqual([
			'queues[0].mergeInto: there is no such field; did you mean mergedInto?'
		]);
		expect(faultsOf({ site: { colour: 'red' } })).toEqual([
			'site.colour: there is no such field; there are name, zone'
		]);
	});

	test('everything at once, also what depends on each other, in the order of the file', () => {
		const written = {
			roster: 5,
			queues: [{ id: 'a', mergedInto: 'b' }, { id: 'b', mergedInto: 'a', names: 3 }, { id: 'a' }],
			surveys: { scales: { csat: { top: [6] } } },
			site: { nmae: 'x' }
		};
		expect(faultsOf(written).map((text) => text.split(':')[0])).toEqual([
			'roster',
			'queues[1].names',
			'queues[2].id',
			'queues[0].mergedInto',
			'surveys.scales.csat.top',
			'site.nmae'
		]);
	});
});

describe('what contradicts itself is refused', () => {
	const two = (a: object, b: object) => ({
		queues: [
			{ id: 'a', ...a },
			{ id: 'b', ...b }
		]
	});
	test.each([
		[two({ mergedInto: 'a' }, {}), 'queues[0].mergedInto: goes in a circle: a → a'],
		[two({ mergedInto: 'b' }, { mergedInto: 'a' }), 'queues[0].mergedInto: goes in a circle: a → b → a'],
		[two({ mergedInto: 'bb' }, {}), 'queues[0].mergedInto: there is no queue bb in this list; did you mean b?'],
		[
			two({ renamedFrom: ['b'] }, {}),
			'queues[0].renamedFrom[0]: b is a queue of this list; write mergedInto there to count it under a'
		],
		[two({ renamedFrom: ['c'] }, { renamedFrom: ['c'] }), 'queues[1].renamedFrom[0]: c was renamed to a already'],
		[{ channels: { chat: [{}, {}] } }, 'channels.chat[1].from: missing: only the first of a channel has no date'],
		[
			{ channels: { chat: [{ from: '2026-01-01' }] } },
			'channels.chat[0].from: the first of a channel holds from the beginning: leave it out'
		],
		[
			{ channels: { chat: [{}, { from: '2026-01-01' }, { from: '2026-01-01' }] } },
			'channels.chat[2].from: 2026-01-01 is there already'
		],
		[{ hours: { friday: ['13:00-17:00', '09:00-13:30'] } }, 'hours.friday: hours of a day must not overlap'],
		[
			{ exceptionalHours: [{ date: '2026-01-01', hours: ['08:00-10:00', '09:00-11:00'] }] },
			'exceptionalHours[0].hours: hours of a day must not overlap'
		],
		[
			{ holidays: [{ date: '2026-01-01' }, { date: '2026-01-01' }] },
			'holidays[1].date: 2026-01-01 is there already, in place 1'
		],
		[
			{ surveys: { scales: { nps: { min: 10 } } } },
			'surveys.scales.nps: min must be below max, and 10 is not below 10'
		],
		[{ languages: { default: 'nl', offered: ['en'] } }, 'languages.default: nl is not among those offered (en)'],
		[
			{
				topics: [
					{ name: 'Bill', spellings: ['x'] },
					{ name: 'Y', spellings: [' X'] }
				]
			},
			'topics[1].spellings[0]:  X means Bill already'
		],
		[{ sources: [{ id: 'pbx' }, { id: 'pbx' }] }, 'sources[1].id: pbx is there already, in place 1'],
		[{ abandonReasonsCounted: ['key', 'key'] }, 'abandonReasonsCounted[1]: key is there already, in place 1']
	])('%j', (written, fault) => {
		expect(faultsOf(written)).toEqual([fault]);
	});
});

describe('a file is merged over what the product has', () => {
	test('an empty one, also one with an empty section, changes nothing', () => {
		for (const written of [null, {}, { $schema: 'x' }, { channels: null, hours: null }])
			expect(settingsOf(written)).toEqual(defaultSiteSettings);
	});

	test('what it names holds, what it leaves out stays', () => {
		const settings = settingsOf({
			site: { name: 'Noord' },
			channels: { phone: { target: '1m30s', silentWait: 'never' } },
			norms: { centre: { queueDepth: null, serviceLevel: '75.5%' } },
			closing: { openHandling: 'never' },
			surveys: { scales: { grade: { top: [9, 10] } } }
		});
		expect(settings.name).toBe('Noord');
		expect(settings.zone).toBe(defaultSiteSettings.zone);
		expect(settings.channels.phone).toEqual({
			...defaultSiteSettings.channels.phone,
			targetMs: 90_000,
			silentWaitMs: null
		});
		expect(settings.channels.chat).toEqual(defaultSiteSettings.channels.chat);
		expect(settings.norms.centre).toEqual({
			...defaultSiteSettings.norms.centre,
			queueDepth: null,
			serviceLevel: 0.755
		});
		expect(settings.openHandlingMs).toBeNull();
		expect(settings.surveys.scales.grade).toEqual({ min: 1, max: 10, top: [9, 10] });
	});

	test('80 % and 0.8 are the same share', () => {
		const shareOf = (targetShare: unknown) =>
			settingsOf({ channels: { phone: { targetShare } } }).channels.phone.targetShare;
		expect([shareOf('80%'), shareOf('80 %'), shareOf(0.8), shareOf('12.5%')]).toEqual([0.8, 0.8, 0.8, 0.125]);
	});

	test('the zone of the environment holds only where the file names none', () => {
		const base = { ...defaultSiteSettings, zone: 'Europe/London' };
		expect(settingsOf({}, base).zone).toBe('Europe/London');
		expect(settingsOf({ site: { zone: 'Asia/Tokyo' } }, base).zone).toBe('Asia/Tokyo');
	});

	test('a later period keeps what it does not name, and the order in the file does not matter', () => {
		const first = { target: '20s', targetShare: '80%' };
		const january = { from: '2026-01-01', target: '30s' };
		const july = { from: '2026-07-01', targetShare: '90%' };
		const settings = settingsOf({ channels: { phone: [first, january, july] } });
		expect(settings.channelChanges.map(({ from, settings: own }) => [from, own.targetMs, own.targetShare])).toEqual([
			['2026-01-01', 30_000, 0.8],
			['2026-07-01', 30_000, 0.9]
		]);
		expect(settingsOf({ channels: { phone: [july, first, january] } })).toEqual(settings);
	});

	test('norms of a queue are filled up with those of its channel', () => {
		const settings = settingsOf({
			norms: { chat: { queueDepth: 4 } },
			queues: [{ id: 'help', channel: 'chat', norms: { longestWait: '2m' } }]
		});
		expect(settings.queues[0]?.norm).toEqual({
			...defaultSiteSettings.norms.queue.chat,
			queueDepth: 4,
			longestWaitMs: 120_000
		});
	});
});
