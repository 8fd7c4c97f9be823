import { describe, expect, test } from 'vitest';
import { foldOf, resumed } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { readSettings } from '../settings/file/read-settings.ts';
import { openingStateAt } from '../settings/opening-state.ts';
import { defaultSiteSettings, type SiteSettings } from '../settings/site-settings.ts';
import { SiteCalendar } from '../time/calendar.ts';
import { type RestsOn, Silence, type SilenceRules, usualSilenceRules } from './silence.ts';
import type { SourceLife } from './source-lives.ts';

const calendar = new SiteCalendar('Europe/Amsterdam');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const open = settingsOf({});
const officeHours = settingsOf({
	hours: Object.fromEntries(
		['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((weekday) => [weekday, ['08:30-17:00']])
	)
});

function settingsOf(written: unknown): SiteSettings {
	const read = readSettings(written);
	if (!read.ok) throw new Error(JSON.stringify(read.faults));
	return read.settings;
}

const from = (source: string) => ({ source });

/** Two exchanges with a queue each, both at work until the morning begins; one sends proof of life, the other does not. */
function twoSources(): LogWriter {
	return new LogWriter()
		.queued(-60, 'c1', 'sales', {}, from('proven'))
		.queued(-50, 'c2', 'service', {}, from('plain'))
		.add(-40, 'agent.state_changed', { agent: 'a1', state: 'ready' }, from('plain'))
		.add(-30, 'survey.answered', { contact: 'c1', kind: 'csat', score: 4, scale: { min: 1, max: 5 } }, from('asked'))
		.add(-10, 'source.alive', {}, from('proven'))
		.queued(-5, 'c3', 'service', {}, from('plain'));
}

function livesOf(log: LogWriter): readonly SourceLife[] {
	return foldOf(log.events).state.sources.all();
}

function silence(log: LogWriter, at: number, settings = open, rules: SilenceRules = usualSilenceRules): Silence {
	return new Silence(livesOf(log), at, settings, calendar, rules);
}

const figures: Readonly<Record<string, RestsOn>> = {
	sales: { queue: 'sales' },
	service: { queue: 'service' },
	fast: { channels: 'fast' },
	agents: 'agents',
	surveys: 'surveys'
};

/** Of each figure, which source greys it. */
function greyed(judged: Silence): Record<string, string | null> {
	return Object.fromEntries(Object.entries(figures).map(([name, what]) => [name, judged.of(what)?.source ?? null]));
}

const none = { sales: null, service: null, fast: null, agents: null, surveys: null };

describe('a source that stops', () => {
	/** What has to hold of any way to judge. */
	function check(judge: (lives: readonly SourceLife[], at: number) => Silence): void {
		const log = twoSources();
		expect(greyed(judge(livesOf(log), morning + minute))).toEqual(none);
		// The other one goes on.
		for (let at = 60; at <= 1_200; at += 60) log.queued(at, `d${at}`, 'service', {}, from('plain'));
		const at = morning + 1_200_000;
		expect(greyed(judge(livesOf(log), at))).toEqual({ ...none, sales: 'proven', fast: 'proven' });
		expect(judge(livesOf(log), at).of({ queue: 'sales' })?.silentSince).toBe(morning - 10_000);
	}

	test('greys what rests on it and nothing else', () => {
		check((lives, at) => new Silence(lives, at, open, calendar));
	});

	test('is caught where age is taken from when somebody looked instead of from the event', () => {
		const polled = (lives: readonly SourceLife[], at: number): Silence =>
			new Silence(
				lives.map((life) => ({ ...life, aliveAt: at })),
				at,
				open,
				calendar
			);
		expect(() => check(polled)).toThrow();
	});

	test('is caught where one silent source greys everything', () => {
		class All extends Silence {
			override sourcesOf(): Silence['standings'] {
				return this.standings;
			}
		}
		expect(() => check((lives, at) => new All(lives, at, open, calendar))).toThrow();
	});

	test('is well again with its next event', () => {
		const log = twoSources();
		const later = morning + 30 * minute;
		expect(greyed(silence(log, later))).toEqual({
			...{ sales: 'proven', service: 'plain' },
			...{ fast: 'proven', agents: 'plain', surveys: null }
		});
		log.add(1_800, 'source.alive', {}, from('proven')).queued(1_800, 'e1', 'service', {}, from('plain'));
		expect(greyed(silence(log, later))).toEqual(none);
	});

	test('names the one that has been silent longest', () => {
		const log = twoSources().queued(-3_000, 'c9', 'sales', {}, from('older'));
		expect(silence(log, morning + 20 * minute).of({ queue: 'sales' })?.source).toBe('older');
	});
});

describe('the limit', () => {
	const since = (log: LogWriter, source: string, at: number, settings = open): number | null =>
		silence(log, at, settings).standings.find((one) => one.source === source)?.silentSince ?? null;

	test('is two minutes with proof of life, fifteen without, and not reached at its very end', () => {
		const log = twoSources();
		expect(since(log, 'proven', morning - 10_000 + 2 * minute)).toBeNull();
		expect(since(log, 'proven', morning - 10_000 + 2 * minute + 1)).toBe(morning - 10_000);
		expect(since(log, 'plain', morning - 5_000 + 15 * minute)).toBeNull();
		expect(since(log, 'plain', morning - 5_000 + 15 * minute + 1)).toBe(morning - 5_000);
	});

	test('is a day of opening time for one that brings surveys, e-mail or messages alone', () => {
		const log = twoSources().queued(-30, 'm1', 'post', { channel: 'email' }, from('mail'));
		expect(since(log, 'mail', morning + 23 * hour)).toBeNull();
		expect(since(log, 'mail', morning + 25 * hour)).toBe(morning - 30_000);
		// Wednesday, Thursday and a part of Friday: eight and a half hours each.
		expect(since(log, 'mail', calendar.instantOf('2026-03-06T15:00'), officeHours)).toBeNull();
		expect(since(log, 'mail', calendar.instantOf('2026-03-06T16:45'), officeHours)).toBe(morning - 30_000);
	});

	test('is what the settings say, also that there is none', () => {
		const own = settingsOf({
			sources: [
				{ id: 'proven', silenceLimit: '30m' },
				{ id: 'plain', silenceLimit: 'never' }
			]
		});
		expect(greyed(silence(twoSources(), morning + 29 * minute, own))).toEqual(none);
		expect(greyed(silence(twoSources(), morning + 31 * minute, own))).toMatchObject({ sales: 'proven', service: null });
	});

	test('is two minutes no more when a day has passed without proof of life', () => {
		const log = twoSources();
		const night = morning + day + 13 * hour;
		expect(since(log, 'proven', morning + 13 * hour, officeHours)).toBe(morning - 10_000);
		expect(since(log, 'proven', night, officeHours)).toBeNull();
	});
});

describe('what is no silence', () => {
	test('a quiet night, and the first minutes of the day after it', () => {
		const log = twoSources().queued(8 * 3_600, 'last', 'service', {}, from('plain'));
		const of = (local: string) => silence(log, calendar.instantOf(local), officeHours).of({ queue: 'service' });
		// Open until 17:00, the last event was at 17:00.
		expect(of('2026-03-04T17:20')).toBeNull();
		expect(of('2026-03-05T03:00')).toBeNull();
		expect(of('2026-03-05T08:45')).toBeNull();
		expect(of('2026-03-05T08:46')?.source).toBe('plain');
		// Where nobody said when it is open, the night counts.
		expect(silence(log, calendar.instantOf('2026-03-05T03:00'), open).of({ queue: 'service' })?.source).toBe('plain');
	});

	test.each([
		['clocks go forward', '2026-03-29', '01:50', '03:04', '03:06'],
		['clocks go back', '2026-10-25', '02:50', '03:04', '03:06']
	])('the night in which %s, to the minute', (_name, date, last, before, after) => {
		const nights = settingsOf({ hours: { saturday: ['22:00-24:00'], sunday: ['00:00-06:00'] } });
		// The second 02:50 of the two there are.
		const shift = date === '2026-10-25' ? hour : 0;
		const spoken = calendar.instantOf(`${date}T${last}`) + shift;
		const log = new LogWriter().queued((spoken - morning) / 1_000, 'c1', 'sales', {}, from('plain'));
		const of = (local: string) => silence(log, calendar.instantOf(`${date}T${local}`), nights).of({ queue: 'sales' });
		expect(of(before)).toBeNull();
		expect(of(after)?.silentSince).toBe(spoken);
	});

	test('a source that was never heard', () => {
		expect(silence(new LogWriter(), morning).standings).toEqual([]);
		expect(greyed(silence(new LogWriter(), morning))).toEqual(none);
	});

	test('whatever a file brought: it makes no source alive, and none silent', () => {
		const imported = { backfill: true, batch: 'b1' };
		const log = new LogWriter().queued(0, 'c1', 'sales', {}, { ...from('file'), ...imported });
		expect(livesOf(log)).toEqual([]);
		const both = twoSources().queued(1_200, 'c5', 'sales', {}, { ...from('proven'), backfill: true });
		expect(silence(both, morning + 1_201_000).of({ queue: 'sales' })?.silentSince).toBe(morning - 10_000);
	});

	test('what is replayed, which is whole, unless proof of life ends', () => {
		const judged = silence(twoSources(), morning + 30 * minute, open, { isQuietSilent: false });
		expect(greyed(judged)).toEqual({ ...none, sales: 'proven', fast: 'proven' });
	});

	test('a source that another took the place of a week ago', () => {
		const log = twoSources();
		for (let at = 0; at <= 8 * 86_400; at += 3_600)
			log.add(at, 'source.alive', {}, from('new')).queued(at, `n${at}`, 'sales', {}, from('new'));
		const at = morning + 8 * day + minute;
		expect(silence(log, at).of({ queue: 'sales' })).toBeNull();
		// One that nothing took the place of stays what the figure rests on.
		expect(silence(log, at).of('agents')?.source).toBe('plain');
	});
});

test('counts under the queue that a queue was merged into, by the name people gave the source', () => {
	const merged = settingsOf({
		queues: [{ id: 'service' }, { id: 'sales', mergedInto: 'service' }],
		sources: [{ id: 'proven', name: { nl: 'Centrale', en: 'Exchange' } }]
	});
	const judged = silence(twoSources(), morning + 10 * minute, merged);
	expect(judged.of({ queue: 'service' })).toMatchObject({ source: 'proven', label: 'Centrale' });
	expect(judged.of({ queue: 'sales' })).toBeNull();
});

test('sources are known after resuming, and under other settings, as before', () => {
	const log = twoSources().queued(10, 'x', 'sales', {}, { ...from('file'), backfill: true });
	const fold = foldOf(log.events);
	const before = fold.state.sources.all();
	expect(before.map(({ source }) => source)).toEqual(['asked', 'plain', 'proven']);
	expect(resumed(fold, log.events).state.sources.all()).toEqual(before);
	const deriving = fold.underSettings({ ...defaultSiteSettings, zone: 'Europe/London' });
	let step = deriving.next();
	while (step.done !== true) step = deriving.next();
	expect(step.value.state.sources.all()).toEqual(before);
});

test('the centre is open through midnight, and from one part of a day to the next that touches it', () => {
	const late = settingsOf({ hours: { friday: ['20:00-22:00', '22:00-24:00'], saturday: ['00:00-04:00'] } });
	const at = (local: string) => calendar.instantOf(local);
	expect(openingStateAt(late, calendar, at('2026-03-06T23:00'))).toEqual({
		isOpen: true,
		since: at('2026-03-06T20:00'),
		until: at('2026-03-07T04:00')
	});
	expect(openingStateAt(late, calendar, at('2026-03-07T04:00'))).toEqual({
		isOpen: false,
		until: at('2026-03-13T20:00')
	});
	const always = settingsOf({
		hours: Object.fromEntries(
			['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((one) => [
				one,
				['00:00-24:00']
			])
		)
	});
	expect(openingStateAt(always, calendar, morning)).toMatchObject({ isOpen: true, until: null });
	expect(openingStateAt(open, calendar, morning)).toBeNull();
});
