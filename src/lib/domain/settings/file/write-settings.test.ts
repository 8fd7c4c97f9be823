import { expect, test } from 'vitest';
import { reasonText } from '../../reasons/reason.ts';
import { defaultSiteSettings, type SiteSettings } from '../site-settings.ts';
import { readSettings } from './read-settings.ts';
import { durationText, shareText, writeSettings } from './write-settings.ts';

function settingsOf(file: unknown, base?: SiteSettings): SiteSettings {
	const read = readSettings(file, base);
	if (!read.ok)
		throw new Error(read.faults.map(({ path, reason }) => `${path.join('.')}: ${reasonText(reason)}`).join('\n'));
	return read.settings;
}

const full = {
	site: { name: 'Noord', zone: 'Asia/Tokyo' },
	languages: { default: 'en', offered: ['en', 'nl'] },
	hours: { monday: ['08:00-12:30', '13:00-24:00'], sunday: 'closed', channels: { chat: { tuesday: ['09:00-17:00'] } } },
	holidays: [{ date: '2026-12-25', name: { nl: 'Kerst', en: 'Christmas' } }, { date: '2026-01-01' }],
	exceptionalHours: [
		{ date: '2026-12-24', hours: ['08:00-16:00'], name: 'Kerstavond' },
		{ date: '2026-06-01', hours: 'closed' }
	],
	queues: [
		{
			id: 'orders',
			names: { nl: 'Bestellingen' },
			channel: 'chat',
			renamedFrom: ['a'],
			norms: { queueDepth: 6, averageWait: null }
		},
		{ id: 'south', mergedInto: 'orders', retiredSince: '2026-03-01', hours: { friday: ['09:00-10:00'] }, norms: {} }
	],
	channels: {
		phone: [
			{ target: '20s', shortAbandon: '0s' },
			{ from: '2026-07-01', targetShare: '85.5%' },
			{ from: '2026-01-01', silentWait: 'never' }
		],
		chat: { target: '1m30s', targetShare: 0.333 }
	},
	abandonReasonsCounted: ['hung_up'],
	closing: { openHandling: 'never' },
	roster: '36h',
	surveys: { shown: 'grade', scales: { csat: { min: 1, max: 7, top: [6, 7] } }, rollingDays: 28, replyLimit: '90m' },
	topics: [{ name: 'billing', names: 'Facturen', spellings: ['x', 'y'] }],
	norms: { centre: { queueDepth: 'none', serviceLevel: '75%' }, email: { longestWait: '2d' } },
	sources: [
		{ id: 'pbx', name: { en: 'Exchange' }, silenceLimit: '2m' },
		{
			id: 'chat',
			silenceLimit: 'never',
			follow: { format: 'asterisk-queue-log', file: '/var/log/asterisk/queue_log' }
		},
		{ id: 'mail' }
	]
};

test('settings that are written out and read again are the same, over whatever else holds', () => {
	const settings = settingsOf(full);
	expect(settingsOf(writeSettings(settings))).toEqual(settings);
	expect(settingsOf(writeSettings(settings), settingsOf({ roster: '1h', norms: { chat: { queueDepth: 1 } } }))).toEqual(
		settings
	);
	expect(settingsOf(writeSettings(defaultSiteSettings), settingsOf({ roster: '1h' }))).toEqual(defaultSiteSettings);
});

test('durations and shares are written as people write them', () => {
	expect([0, 1_000, 90_000, 86_400_000, 7 * 86_400_000, 90_061_000, null].map(durationText)).toEqual([
		'0s',
		'1s',
		'1m30s',
		'24h',
		'7d',
		'25h1m1s',
		'never'
	]);
	expect([0.8, 0.855, 1, 0, 0.07].map(shareText)).toEqual(['80%', '85.5%', '100%', '0%', '7%']);
});
