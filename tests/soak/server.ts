// A server over a long time, with screens whose lines break: what it holds, and whether that grows.
//   node tests/soak/server.ts [minutes]
// The server knows each contact for 48 hours: until then its memory grows with them, and is told by the contact, too.
import { seed } from '../support/seed.ts';
import { slopeOf, soakServer } from './soak-server.ts';

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) throw new Error('minutes: must be a number above 0');
const load = { screens: 500, eventsPerSecond: 200, bytesPerLine: 60_000 };
console.log(`${load.screens} screens, ${load.eventsPerSecond} events/s, for ${minutes} min`);
const { samples, lostEvents, folds, firstDifference } = await soakServer({
	...load,
	minutes,
	everyMs: Math.min(60_000, minutes * 10_000),
	seed,
	onSample: (sample) => {
		const time = new Date(sample.atMs).toISOString().slice(11, 19);
		console.log(
			`${time}  rss ${megabytes(sample.rssBytes)}  heap ${megabytes(sample.heapBytes ?? NaN)}  fds ${sample.descriptors}  wal ${megabytes(sample.walBytes)}  ` +
				`loop p99 ${sample.loopP99Ms?.toFixed(0)} ms  events ${sample.events} (${sample.refusedEvents} refused)  ` +
				`frames ${sample.frames}  cuts ${sample.cuts}  resumed ${sample.resumed}  snapshots ${sample.snapshots}  ` +
				`refused streams ${sample.refusedStreams}  differing ${sample.differing}`
		);
	}
});
const last = samples.at(-1);
const settled = samples.slice(Math.floor(samples.length / 3));
const rssPerHour = slopeOf(samples, ({ rssBytes }) => rssBytes) * 3_600_000;
const heapPerHour = slopeOf(samples, ({ heapBytes }) => heapBytes ?? NaN) * 3_600_000;
const contactsPerHour = slopeOf(samples, ({ contacts }) => contacts) * 3_600_000;
const descriptors = settled.map(({ descriptors: open }) => open ?? NaN);
console.log(
	`\nafter the first third: rss ${megabytes(rssPerHour)} an hour; heap ${megabytes(heapPerHour)} an hour, which is ` +
		`${(heapPerHour / contactsPerHour).toFixed(0)} bytes a contact; ` +
		`descriptors ${Math.min(...descriptors)} to ${Math.max(...descriptors)}; ` +
		`wal at most ${megabytes(Math.max(...samples.map(({ walBytes }) => walBytes)))}; ` +
		`loop p99 at worst ${Math.max(...settled.map(({ loopP99Ms }) => loopP99Ms ?? NaN)).toFixed(0)} ms; ` +
		`${last?.frames} frames delivered, ${last?.cuts} cuts; ${folds} comparisons with the fold, ` +
		`${last?.differing} screens differ; ${lostEvents} acknowledged events lost`
);
if (firstDifference !== null) console.log(`first difference: ${firstDifference}`);
process.exitCode = last?.differing === 0 && lostEvents === 0 ? 0 : 1;

function megabytes(bytes: number): string {
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
