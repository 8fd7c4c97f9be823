import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { MinuteSamples, type SampleStore } from '#lib/server/live/minute-samples.ts';
import { nowCells } from '#lib/server/live/now-cells.ts';
import { phoneCells } from '#lib/server/live/phone-cells.ts';
import { type Measurement, percentile } from './measurement.ts';

const queues = 12;
const contacts = 50_000;
const rounds = 400;
const dayFrom = Date.UTC(2026, 2, 3, 23);
const end = dayFrom + 20 * 3_600_000;
const minuteMs = 60_000;
const weekOfLooks: SampleStore = {
	read: (from) =>
		Array.from({ length: (dayFrom - from) / minuteMs }, (_, no) => from + no * minuteMs).flatMap((at) =>
			Array.from({ length: queues }, (_, no) => ({ at, queue: `queue ${no}`, queueDepth: 20, longestWaitMs: null }))
		),
	write: () => {},
	forgetBefore: () => {}
};

/** What one tick of the phone's view costs with a busy day behind it, whatever the number of phones. */
export function benchPhone(): Promise<Measurement[]> {
	const settings = defaultSiteSettings;
	const calendar = new SiteCalendar(settings.zone);
	const fold = new LiveFold(settings);
	// A week of looks that found every queue off its norm: the search back for its beginning then goes all the way.
	const samples = new MinuteSamples(weekOfLooks, end);
	for (const event of day()) {
		samples.takeUpTo(event.time, fold.state);
		fold.apply(event, null);
	}
	samples.takeUpTo(end, fold.state);
	const nowMs: number[] = [];
	const phoneMs: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const at = end + round * 250;
		nowMs.push(timed(() => nowCells(fold.state, at, settings, calendar, (minute) => samples.centreAt(minute))));
		phoneMs.push(timed(() => phoneCells(fold.state, at, settings, calendar, samples)));
	}
	const [typical, slow] = [percentile(phoneMs, 0.5), percentile(phoneMs, 0.99)];
	const anchor = percentile(nowMs, 0.5);
	return Promise.resolve([
		{
			what: `cells of the phone, ${queues} queues, a day of ${contacts.toLocaleString('en')} contacts`,
			figure: `p50 ${typical.toFixed(2)} ms, p99 ${slow.toFixed(2)} ms`,
			anchor: `cells of the board alone ${anchor.toFixed(2)} ms`,
			aim: 'p50 ≤ 3 ms',
			met: typical <= 3
		}
	]);
}

function timed(work: () => void): number {
	const startedAt = performance.now();
	work();
	return performance.now() - startedAt;
}

/** Contacts over the day, all but those of the last minutes answered; each queue ends with twenty waiting. */
function* day(): Generator<LogEvent> {
	let seq = 0;
	const event = (type: LogEvent['type'], time: number, data: object): LogEvent =>
		({ seq: ++seq, receivedAt: time, source: 'bench', id: `e${seq}`, type, time, data }) as LogEvent; // the contract's own data
	const waiting: { time: number; type: LogEvent['type']; data: object }[] = [];
	for (let no = 0; no < contacts; no++) {
		const time = dayFrom + Math.floor((no / contacts) * (end - dayFrom));
		while ((waiting[0]?.time ?? Infinity) <= time) {
			const due = waiting.shift();
			if (due !== undefined) yield event(due.type, due.time, due.data);
		}
		const contact = `c${no}`;
		yield event('contact.queued', time, {
			contact,
			queue: `queue ${no % queues}`,
			channel: no % 5 === 0 ? 'chat' : 'phone'
		});
		if (no >= contacts - 20 * queues) continue;
		const agent = `a${no % 150}`;
		waiting.push({ time: time + 20_000, type: 'contact.answered', data: { contact, agent } });
		waiting.push({ time: time + 200_000, type: 'contact.ended', data: { contact, agent } });
		waiting.sort((a, b) => a.time - b.time);
	}
}
