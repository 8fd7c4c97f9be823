import { type Annotation, annotationData, AnnotationList, maxAnnotations } from '#lib/domain/annotations/annotation.ts';
import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import { OneByOne } from '../access/one-by-one.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { AppendResult } from '../event-log/event-log.ts';
import { ownSource } from '../settings/settings-history.ts';

/** What annotations are kept in. */
export type AnnotationLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	append(events: readonly InternalEvent[]): Promise<AppendResult>;
}>;

/** An annotation as somebody asks for it. */
export type AnnotationRequest = Pick<Annotation, 'kind' | 'firstDay' | 'lastDay' | 'text'>;

/** What came of asking for an annotation: itself, or why there is none. */
export type AddedAnnotation = Annotation | 'too-many' | 'log-away';

type Audit = Pick<AuditTrail, 'record'>;

/** Id of the event of a number that speaks of annotations; they count up from 1. */
function eventId(no: number): string {
	return `annotation-${no}`;
}

/** What happened in the years, as people wrote it down: events of the log, so that a backup and a rebuild keep it. */
export class Annotations {
	readonly #log: AnnotationLog;
	readonly #now: () => number;
	readonly #known = new AnnotationList();
	readonly #turns = new OneByOne();
	#last = 0;

	constructor(log: AnnotationLog, now: () => number) {
		this.#log = log;
		this.#now = now;
	}

	/** Learns what the log says of annotations; to be called once, before anything else. */
	async start(): Promise<void> {
		for (;;) {
			const event = await this.#log.find(ownSource, eventId(this.#last + 1));
			if (event === null) return;
			this.#known.apply(event);
			this.#last++;
		}
	}

	/** How often anything was written or taken away: what was read of them holds while this stays. */
	get revision(): number {
		return this.#last;
	}

	/**
	 * Those that lie in a span of days of the site, or partly in it, in order of their first day.
	 * @param from `YYYY-MM-DD`; null = from the beginning
	 * @param to last day, itself included; null = to the end
	 */
	annotationsBetween(from: string | null, to: string | null): readonly Annotation[] {
		return this.#known.between(from, to);
	}

	/**
	 * Writes one down.
	 * @param at when that was, UTC epoch ms; left out = now
	 */
	add(request: AnnotationRequest, actor: Actor, audit: Audit, at?: number): Promise<AddedAnnotation> {
		return this.#turns.run(async () => {
			if (this.#known.size >= maxAnnotations) return 'too-many';
			const by = actor.kind === 'person' ? actor.id : null;
			const { kind, firstDay, lastDay } = request;
			const id = `a${this.#last + 1}`;
			const data = annotationData({ ...request, id, by });
			if (!(await this.#append('bereik.annotation.added', data, at ?? this.#now()))) return 'log-away';
			await audit.record(actor, 'annotation.added', id, { annotation: kind, from: firstDay, to: lastDay });
			return this.#known.find(id) ?? 'log-away';
		});
	}

	/** Takes one away; false when there is none by this id, null when the log could not take it. */
	remove(id: string, actor: Actor, audit: Audit): Promise<boolean | null> {
		return this.#turns.run(async () => {
			if (this.#known.find(id) === null) return false;
			if (!(await this.#append('bereik.annotation.removed', { annotation: id }, this.#now()))) return null;
			await audit.record(actor, 'annotation.removed', id);
			return true;
		});
	}

	async #append(
		type: 'bereik.annotation.added' | 'bereik.annotation.removed',
		data: InternalEvent['data'],
		time: number
	): Promise<boolean> {
		const event: InternalEvent = { type, source: ownSource, id: eventId(this.#last + 1), time, data };
		const { committed } = await this.#log.append([event]);
		if (!committed) return false;
		this.#last++;
		this.#known.apply(event);
		return true;
	}
}
