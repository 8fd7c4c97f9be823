import { type Measurement, median } from './measurement.ts';

/** One server with so many streams in one round, as the client counted it. */
export type FanOut = Readonly<{
	peer: string;
	n: number;
	kb_per_conn: number;
	slow: Readonly<{ p50_ms: number; p99_ms: number; cpu_s_per_M: number }>;
	sus: Readonly<{ per_s: number; cpu_s_per_M: number; missing: number }>;
}>;

/** What is held against each peer: the most that our CPU per delivery may be of theirs. */
const aims: Readonly<Record<string, number>> = { 'better-sse': 0.65, socketio: 0.85, nchan: 1 };

/** The ratios that count: each round against its own peers, then the middle of the rounds. */
export function ratiosOf(results: readonly FanOut[], sizes: readonly number[]): Measurement[] {
	const size = sizes[0] ?? 0;
	const measurements: Measurement[] = [];
	for (const [peer, aim] of Object.entries(aims)) {
		const ratios = pairs(results, peer, size).map(([own, other]) => own.sus.cpu_s_per_M / other.sus.cpu_s_per_M);
		if (ratios.length === 0) continue;
		const cpu = `${cpuOf(results, 'own', size)} CPU s a million, ratio ${median(ratios).toFixed(2)}`;
		const anchor = `${peer} ${cpuOf(results, peer, size)}`;
		measurements.push(
			line(`CPU per delivery, ${size} streams flat out`, cpu, anchor, `≤ ${aim}`, median(ratios) <= aim)
		);
	}
	const late = pairs(results, 'nchan', size);
	if (late.length > 0) {
		const [own, other] = [median(late.map(([one]) => one.slow.p99_ms)), median(late.map(([, one]) => one.slow.p99_ms))];
		const figure = `p99 ${own.toFixed(0)} ms`;
		measurements.push(
			line(`${size} streams, one frame a second`, figure, `nchan ${other.toFixed(0)} ms`, '≤ nchan', own <= other)
		);
	}
	const kilobytes = median(ownOf(results, size).map(({ kb_per_conn }) => kb_per_conn));
	measurements.push(line('memory per connection', `${kilobytes.toFixed(1)} KB`, '–', '≤ 32 KB', kilobytes <= 32));
	const missing = results.filter(isOwn).reduce((sum, { sus }) => sum + sus.missing, 0);
	measurements.push(line('frames lost, all sizes', `${missing}`, '–', '0', missing === 0));
	const growth = growthOf(results, sizes, 'own');
	const limit = growthOf(results, sizes, 'climit');
	if (growth !== null && limit !== null) {
		const what = `cost per delivery, ${Math.max(...sizes)} streams against ${Math.min(...sizes)}`;
		measurements.push(
			line(what, `× ${growth.toFixed(2)}`, `C limit × ${limit.toFixed(2)}`, '≤ C limit', growth <= limit)
		);
	}
	return measurements;
}

function line(what: string, figure: string, anchor: string, aim: string, met: boolean): Measurement {
	return { what, figure, anchor, aim, met };
}

/** Our result and a peer's of the same round. */
function pairs(results: readonly FanOut[], peer: string, size: number): [FanOut, FanOut][] {
	const others = results.filter((one) => one.peer === peer && one.n === size);
	return ownOf(results, size).flatMap((own, round) => {
		const other = others[round];
		return other === undefined ? [] : [[own, other]];
	});
}

function ownOf(results: readonly FanOut[], size: number): FanOut[] {
	return results.filter((one) => isOwn(one) && one.n === size);
}

function isOwn({ peer }: FanOut): boolean {
	return peer.startsWith('own:');
}

function cpuOf(results: readonly FanOut[], peer: string, size: number): string {
	return median(of(results, peer, size).map(({ sus }) => sus.cpu_s_per_M)).toFixed(1);
}

function of(results: readonly FanOut[], peer: string, size: number): FanOut[] {
	return peer === 'own' ? ownOf(results, size) : results.filter((one) => one.peer === peer && one.n === size);
}

function growthOf(results: readonly FanOut[], sizes: readonly number[], peer: string): number | null {
	const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
	const cost = (size: number): number => median(of(results, peer, size).map(({ sus }) => sus.cpu_s_per_M));
	return least === most || of(results, peer, least).length === 0 ? null : cost(most) / cost(least);
}
