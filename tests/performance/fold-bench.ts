import { createHash } from 'node:crypto';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Broadcaster } from '#lib/server/live/broadcaster.ts';
import type { Subscriber } from '#lib/server/live/subscriber.ts';
import { nowCells } from '#lib/server/live/now-cells.ts';
import { createSimulator } from '#lib/simulator/simulator.ts';
import { bareFold } from './bare-fold.ts';
import { type Measurement, median, microsecondsEach } from './measurement.ts';

const monday = Date.UTC(2026, 10, 2);
const dayMs = 86_400_000;
const rounds = 7;

/** The live fold against the least any fold must do, and what screens and a full day add to it. */
export async function benchFold(): Promise<Measurement[]> {
	const events = simulatedLog(28);
	const fold: number[] = [];
	const bare: number[] = [];
	for (let round = 0; round < rounds; round++) {
		fold.push(microsecondsEach(events.length, () => foldAll(new LiveFold(defaultSiteSettings), events)));
		bare.push(microsecondsEach(events.length, () => void bareFold(events)));
	}
	const ratio = median(fold.map((each, round) => (bare[round] ?? Number.NaN) / each));
	const screens = await costOfScreens(events);
	const day = costOfFullDay();
	return [
		{
			what: `fold, ${events.length} events with string ids`,
			figure: `${median(fold).toFixed(2)} µs an event`,
			anchor: `bare loop ${median(bare).toFixed(2)} µs; ratio ${ratio.toFixed(2)}`,
			aim: '≥ 0.3',
			met: ratio >= 0.3
		},
		{
			what: 'fold and frames with 1,000 screens',
			figure: `${screens.many.toFixed(2)} µs an event`,
			anchor: `with 1 screen ${screens.one.toFixed(2)} µs; ratio ${(screens.many / screens.one).toFixed(2)}`,
			aim: 'equal (≤ 1.25)',
			met: screens.many / screens.one <= 1.25
		},
		{
			what: 'fold with 200,000 contacts behind it today',
			figure: `${day.full.toFixed(2)} µs an event`,
			anchor: `on an empty day ${day.empty.toFixed(2)} µs; ratio ${(day.full / day.empty).toFixed(2)}`,
			aim: 'equal (≤ 1.25)',
			met: day.full / day.empty <= 1.25
		}
	];
}

/** Days of the simulated desk as they would stand in a log: in order, with ids as long as pseudonyms are. */
function simulatedLog(days: number): LogEvent[] {
	const simulator = createSimulator({ seed: 7, from: monday, zone: 'Europe/Amsterdam', alwaysOpen: true });
	return simulator.until(monday + days * dayMs).map((event, index) => {
		const data: Record<string, unknown> = { ...event.data };
		for (const key of ['contact', 'agent']) if (data[key] !== undefined) data[key] = pseudonym(String(data[key]));
		return { ...event, data, seq: index + 1, receivedAt: event.time } as LogEvent; // the same event under other names
	});
}

function pseudonym(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, 22);
}

function foldAll(fold: LiveFold, events: readonly LogEvent[]): void {
	for (const event of events) fold.apply(event);
}

/** One day's events through fold and broadcaster in batches of a hundred, as a busy intake hands them over. */
async function costOfScreens(events: readonly LogEvent[]): Promise<{ one: number; many: number }> {
	const day = events.slice(-40_000);
	const costs: Record<'one' | 'many', number[]> = { one: [], many: [] };
	for (let round = 0; round < rounds; round++) {
		for (const [name, screens] of [
			['one', 1],
			['many', 1_000]
		] as const)
			costs[name].push(await withScreens(day, screens));
	}
	return { one: median(costs.one), many: median(costs.many) };
}

async function withScreens(events: readonly LogEvent[], screens: number): Promise<number> {
	const fold = new LiveFold(defaultSiteSettings);
	const calendar = new SiteCalendar(defaultSiteSettings.zone);
	const cells = () => nowCells(fold.state, fold.state.receivedAt, defaultSiteSettings, calendar, () => null);
	const identity = { epoch: 'benchmark', boot: 'boot', build: 'bench', zone: defaultSiteSettings.zone };
	const broadcaster = new Broadcaster(
		{ cells, seq: () => fold.state.seq },
		systemClock,
		{ betweenMs: 250, isBusy: () => false },
		identity
	);
	fold.apply(events[0] as LogEvent); // there are forty thousand
	for (let screen = 0; screen < screens; screen++) broadcaster.subscribe(inMemoryScreen());
	const cpu = process.cpuUsage();
	for (let index = 1; index < events.length; index += 100) {
		foldAll(fold, events.slice(index, index + 100));
		broadcaster.touch();
		if (index % 1_000 === 1) await new Promise((resolve) => setImmediate(resolve));
	}
	broadcaster.flush();
	const { user, system } = process.cpuUsage(cpu);
	broadcaster.end(() => 0);
	return (user + system) / events.length;
}

/** A screen that takes what it is handed, as a socket whose other end reads. */
function inMemoryScreen(): Subscriber {
	let bytes = 0;
	return {
		send(sent: Uint8Array) {
			bytes += sent.length;
			return bytes >= 0;
		},
		end: () => {}
	};
}

/** The same 20,000 contacts on an empty day, and after 200,000 others of the same day. */
function costOfFullDay(): { empty: number; full: number } {
	const empty: number[] = [];
	const full: number[] = [];
	const measured = calls('measured', 20_000, 0);
	const earlier = calls('earlier', 200_000, 0);
	for (let round = 0; round < 5; round++) {
		const fresh = new LiveFold(defaultSiteSettings);
		empty.push(microsecondsEach(measured.length, () => foldAll(fresh, measured)));
		const busy = new LiveFold(defaultSiteSettings);
		foldAll(busy, earlier);
		const later = measured.map((event) => ({ ...event, seq: event.seq + earlier.length }));
		full.push(microsecondsEach(later.length, () => foldAll(busy, later)));
	}
	return { empty: median(empty), full: median(full) };
}

function calls(name: string, count: number, from: number): LogEvent[] {
	const log: LogEvent[] = [];
	const add = (type: LogEvent['type'], time: number, data: object): void => {
		const seq = log.length + 1;
		log.push({ seq, receivedAt: time, source: 'bench', id: `${name}-${seq}`, type, time, data } as LogEvent); // of the contract
	};
	for (let no = 0; no < count; no++) {
		const contact = pseudonym(`${name}${no}`);
		const agent = `agent-${no % 200}`;
		const at = monday + from + Math.floor((no * 10 * 3_600_000) / count);
		add('contact.queued', at, { contact, queue: `queue-${no % 12}`, channel: 'phone' });
		add('contact.answered', at + 9_000, { contact, agent });
		add('contact.ended', at + 240_000, { contact, agent });
	}
	return log;
}
