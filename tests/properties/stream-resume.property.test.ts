import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CellValue } from '#lib/protocol/live-cells.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { Broadcaster } from '#lib/server/live/broadcaster.ts';
import { ResumeRing } from '#lib/server/live/resume-ring.ts';
import { CredulousRing, DroppingRing } from '../support/broken-rings.ts';
import { type Claim, CutOffScreen } from '../support/cut-off-screen.ts';
import { runsOf, seed } from '../support/seed.ts';
import { StreamReader } from '../support/stream-events.ts';

type Step =
	| Readonly<{ do: 'change'; key: string; value: CellValue | undefined }>
	| Readonly<{ do: 'pass'; ms: number }>
	| Readonly<{ do: 'cut'; bytes: number }>
	| Readonly<{ do: 'come back'; claim: Claim }>
	| Readonly<{ do: 'restart' | 'restore' }>;

const key = fc.constantFrom('a', 'b', 'c', 'queue.é.depth');
const value = fc.oneof(fc.nat(3), fc.constant(null), fc.array(fc.nat(2), { maxLength: 3 }), fc.constant(undefined));
const claim: fc.Arbitrary<Claim> = fc.oneof(
	{ weight: 6, arbitrary: fc.constant<Claim>('its own') },
	fc.constantFrom<Claim[]>('none', 'garbage', 'of the future', 'of another history', 'of another process')
);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('change' as const), key, value }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 300, 9_000, 40_000) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('cut' as const), bytes: fc.nat(400) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('come back' as const), claim }) },
	{ weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'restart' }, { do: 'restore' }) }
);

/** A view of a server that is started again now and then, and what it showed at each id it gave out. */
class Server {
	readonly #makeRing: () => ResumeRing;
	readonly #shown = new Map<string, Readonly<Record<string, CellValue>>>();
	readonly clock = new SteppedClock(1_000, false);
	cells: Readonly<Record<string, CellValue>> = { a: 0 };
	#seq = 0;
	#boots = 0;
	#epochs = 0;
	broadcaster: Broadcaster;

	constructor(makeRing: () => ResumeRing) {
		this.#makeRing = makeRing;
		this.broadcaster = this.#start();
	}

	/** What time alone moves is another cell. */
	#present(): Readonly<Record<string, CellValue>> {
		return { ...this.cells, minute: Math.floor(this.clock.now() / 10_000) };
	}

	#start(): Broadcaster {
		const digits = (no: number, count: number) => no.toString(16).padStart(count, '0');
		const identity = { epoch: digits(this.#epochs, 8), boot: digits(this.#boots, 4), build: 'test', zone: 'UTC' };
		const source = { cells: () => this.#present(), seq: () => this.#seq };
		const pace = { betweenMs: 250, isBusy: () => false };
		return new Broadcaster(source, this.clock, pace, identity, undefined, { ring: this.#makeRing() });
	}

	restart(isRestored: boolean): void {
		this.broadcaster.end(() => 0);
		this.#boots++;
		// A log that is restored has lost what came last, and numbers go on from there.
		if (isRestored) {
			this.#epochs++;
			this.#seq = Math.floor(this.#seq / 2);
		}
		this.broadcaster = this.#start();
	}

	change(name: string, to: CellValue | undefined): void {
		this.#seq++;
		const { [name]: _, ...others } = this.cells;
		this.cells = to === undefined ? others : { ...others, [name]: to };
		this.flush();
	}

	flush(): void {
		this.broadcaster.flush();
		this.remember();
	}

	/** What a screen has that says it is as far as an id. */
	at(id: string): Readonly<Record<string, CellValue>> | undefined {
		return this.#shown.get(id);
	}

	remember(): void {
		if (this.broadcaster.size === 0) return;
		const reader = new StreamReader();
		reader.take(this.broadcaster.snapshot());
		this.#shown.set(reader.events[0]?.id ?? '', this.#present());
	}
}

let resumedFrames = 0;

function follow(steps: readonly Step[], makeRing: () => ResumeRing): void {
	const server = new Server(makeRing);
	const screen = new CutOffScreen();
	const comeBack = (as: Claim): void => {
		server.broadcaster.subscribe(screen.connect(), screen.idFor(as));
		server.remember();
	};
	comeBack('none');
	for (const one of steps) {
		if (one.do === 'change') server.change(one.key, one.value);
		else if (one.do === 'pass') {
			server.clock.stepTo(server.clock.now() + one.ms);
			vi.advanceTimersByTime(one.ms);
			server.flush();
		} else if (one.do === 'cut') screen.cutAfter(one.bytes);
		else if (one.do === 'come back') comeBack(one.claim);
		else server.restart(one.do === 'restore');
		if (screen.id !== null) expect(screen.cells).toEqual(server.at(screen.id));
	}
	comeBack('its own');
	server.flush();
	expect(screen.cells).toEqual(server.at(screen.id ?? ''));
	expect(screen.cells).toMatchObject(server.cells);
	resumedFrames += screen.resumedFrames;
	server.broadcaster.end(() => 0);
}

function holds(makeRing: () => ResumeRing) {
	return fc.property(fc.array(step, { maxLength: 60 }), (steps) => follow(steps, makeRing));
}

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
	resumedFrames = 0;
});
afterEach(() => vi.useRealTimers());

describe('whatever happens to a line', () => {
	test('a screen shows what the server showed at the id it has, and the present once it is back', () => {
		fc.assert(
			holds(() => new ResumeRing()),
			runsOf(1_000)
		);
		// Snapshots alone would hold as well, and prove nothing.
		expect(resumedFrames).toBeGreaterThan(300);
	});

	test.each([
		['leaves a frame out', () => new DroppingRing()],
		['believes an id of another process', () => new CredulousRing()]
	])('a ring that %s is found out', (_what, makeRing) => {
		expect(fc.check(holds(makeRing), { ...runsOf(1_000), seed }).failed).toBe(true);
	});
});
