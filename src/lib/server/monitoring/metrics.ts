import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BackupStanding } from '#lib/protocol/backup-standing.ts';
import { type IntakeTally, outcomes } from './intake-tally.ts';

/** How the streams of one view stand. Counts are since the start of the process. */
export type StreamCounts = Readonly<{
	view: string;
	open: number;
	/** Messages handed over, one for each screen. */
	messages: number;
	bytes: number;
	/** Streams cut because nobody read them. */
	slow: number;
}>;

/** What is measured. Everything is asked for when somebody looks. */
export type MetricSources = Readonly<{
	product: Readonly<{ version: string; build: string }>;
	intake: IntakeTally;
	log: Readonly<{ head(): Promise<Readonly<{ seq: number }>>; waitingEvents: number }>;
	foldedSeq(): number;
	historySeq(): number;
	streams(): readonly StreamCounts[];
	/** Bytes of a file by what it is; 0 where it is not there. */
	files(): Readonly<Record<string, number>>;
	backup(): Pick<BackupStanding, 'lastOkAt' | 'lastError' | 'isOverdue' | 'kept' | 'bytes'>;
	silentSources(): number;
	darkDisplays(): Promise<number>;
	rejected(): Readonly<{ kept: () => Promise<number>; lost: number }>;
	retention(): Readonly<{ at: number; failed: readonly unknown[] }> | null;
	clockJumps(): number;
	/** Whether the log takes writes. */
	isWritable(): boolean;
}>;

const ackBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What Prometheus reads at `/metrics`. No label names anybody: labels are sources, views, outcomes and kinds of files. */
export class Metrics {
	readonly #registry = new Registry();
	readonly #sources: MetricSources;
	#hasDefaults = false;

	constructor(sources: MetricSources) {
		this.#sources = sources;
		const registers = [this.#registry];
		const acknowledged = new Histogram({
			name: 'bereik_intake_acknowledge_seconds',
			help: 'Time from the last byte of a request that brought events to its answer, for those that were taken in.',
			buckets: ackBuckets,
			registers
		});
		sources.intake.onAcknowledged = (seconds) => acknowledged.observe(seconds);
		this.#addIntake();
		this.#addLog();
		this.#addStreams();
		this.#addCare();
	}

	/** Media type of the text. */
	get contentType(): string {
		return this.#registry.contentType;
	}

	/** The text, as of now. */
	async text(): Promise<string> {
		// Only where somebody asks: watching the garbage collector costs a little.
		if (!this.#hasDefaults) collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: 10 });
		this.#hasDefaults = true;
		return this.#registry.metrics();
	}

	#addIntake(): void {
		const { intake, rejected } = this.#sources;
		this.#counter(
			'bereik_events_total',
			'Events that were offered, by source and what became of them.',
			['source', 'outcome'],
			(add) => {
				for (const [source, counts] of intake.all())
					for (const outcome of outcomes) add({ source, outcome }, counts[outcome]);
			}
		);
		this.#gauge('bereik_rejected_records', 'Records that were refused and are kept to be looked at.', () =>
			rejected().kept()
		);
		this.#counter('bereik_rejected_records_lost_total', 'Records that were refused and could not be kept.', [], (add) =>
			add({}, rejected().lost)
		);
	}

	#addLog(): void {
		const { log, foldedSeq, historySeq, files, isWritable, clockJumps } = this.#sources;
		const behind = async (seq: number): Promise<number> => Math.max(0, (await log.head()).seq - seq);
		this.#gauge('bereik_log_seq', 'Position of the last event of the log.', async () => (await log.head()).seq);
		this.#gauge('bereik_log_waiting_events', 'Events that wait to be committed.', () => log.waitingEvents);
		this.#gauge('bereik_log_writable', '1 while the log takes writes, 0 while it does not.', () =>
			Number(isWritable())
		);
		this.#gauge('bereik_fold_lag_events', 'Events of the log that the live figures have not taken in.', () =>
			behind(foldedSeq())
		);
		this.#gauge('bereik_history_lag_events', 'Events of the log that the contact history has not taken in.', () =>
			behind(historySeq())
		);
		const size = new Gauge({
			name: 'bereik_file_bytes',
			help: 'Size of a file: log and views, each with its write-ahead log.',
			labelNames: ['file'],
			registers: [this.#registry],
			collect: () => {
				for (const [file, bytes] of Object.entries(files())) size.set({ file }, bytes);
			}
		});
		this.#counter(
			'bereik_clock_jumps_total',
			'Times the clock of the machine was set by more than two seconds.',
			[],
			(add) => add({}, clockJumps())
		);
	}

	#addStreams(): void {
		const { streams } = this.#sources;
		const open = new Gauge({
			name: 'bereik_streams',
			help: 'Streams that are open, by view.',
			labelNames: ['view'],
			registers: [this.#registry],
			collect: () => {
				for (const one of streams()) open.set({ view: one.view }, one.open);
			}
		});
		this.#counter(
			'bereik_stream_messages_total',
			'Messages handed to streams, one for each screen, by view.',
			['view'],
			(add) => {
				for (const { view, messages } of streams()) add({ view }, messages);
			}
		);
		this.#counter('bereik_stream_bytes_total', 'Bytes handed to streams, by view.', ['view'], (add) => {
			for (const { view, bytes } of streams()) add({ view }, bytes);
		});
		this.#counter(
			'bereik_slow_streams_cut_total',
			'Streams that were cut because nobody read them, by view.',
			['view'],
			(add) => {
				for (const { view, slow } of streams()) add({ view }, slow);
			}
		);
	}

	#addCare(): void {
		const { backup, silentSources, darkDisplays, retention, product } = this.#sources;
		const seconds = (at: number | null | undefined): number => (at === null || at === undefined ? NaN : at / 1_000);
		this.#gauge('bereik_sources_silent', 'Sources that have not been heard for longer than their limit.', () =>
			silentSources()
		);
		this.#gauge('bereik_displays_dark', 'Screens that have not been heard although it is open.', () => darkDisplays());
		this.#gauge(
			'bereik_backup_last_success_timestamp_seconds',
			'When the newest whole backup was made; NaN where there is none.',
			() => seconds(backup().lastOkAt)
		);
		this.#gauge('bereik_backup_failing', '1 where the last backup failed or one is overdue, else 0.', () =>
			Number(backup().lastError !== null || backup().isOverdue)
		);
		this.#gauge('bereik_backups', 'Whole backups that are kept.', () => backup().kept);
		this.#gauge('bereik_backup_bytes', 'Size of all backups that are kept.', () => backup().bytes);
		this.#gauge(
			'bereik_retention_last_run_timestamp_seconds',
			'When what was kept long enough was last erased; NaN before the first time.',
			() => seconds(retention()?.at)
		);
		this.#gauge('bereik_retention_failing', '1 where the last run could not erase everything, else 0.', () =>
			Number((retention()?.failed.length ?? 0) > 0)
		);
		const info = new Gauge({
			name: 'bereik_build_info',
			help: 'Always 1; its labels name the version, and the build of the pages.',
			labelNames: ['version', 'build'],
			registers: [this.#registry]
		});
		info.set({ version: product.version, build: product.build }, 1);
	}

	#gauge(name: string, help: string, read: () => number | Promise<number>): void {
		const gauge = new Gauge({
			name,
			help,
			registers: [this.#registry],
			collect: async () => {
				// One thing that cannot be asked for, as while the log is away, must not hide all the others.
				gauge.set(
					await Promise.resolve()
						.then(read)
						.catch(() => NaN)
				);
			}
		});
	}

	/** A counter whose value is kept elsewhere. */
	#counter<Label extends string>(
		name: string,
		help: string,
		labelNames: readonly Label[],
		read: (add: (labels: Readonly<Record<Label, string>>, value: number) => void) => void
	): void {
		const counter = new Counter({
			name,
			help,
			labelNames: [...labelNames],
			registers: [this.#registry],
			collect: () => {
				counter.reset();
				read((labels, value) => counter.inc(labels, value));
			}
		});
	}
}
