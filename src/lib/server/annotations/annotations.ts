import { type Annotation, annotationData, AnnotationList, maxAnnotations } from '#lib/domain/annotations/annotation.ts';
import { OneByOne } from '../access/one-by-one.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import { NumberedEvents, type NumberedLog } from '../settings/numbered-events.ts';

/** An annotation as somebody asks for it. */
export type AnnotationRequest = Pick<Annotation, 'kind' | 'firstDay' | 'lastDay' | 'text'>;

/** What came of asking for an annotation: itself, or why there is none. */
export type AddedAnnotation = Annotation | 'too-many' | 'log-away';

type Audit = Pick<AuditTrail, 'record'>;

/** How people call the annotation of a number: short enough to be typed. */
function annotationId(no: number): string {
	return `a${no}`;
}

/** What happened in the years, as people wrote it down: events of the log, so that a backup and a rebuild keep it. */
export class Annotations {
	readonly #events: NumberedEvents;
	readonly #now: () => number;
	readonly #known = new AnnotationList();
	readonly #turns = new OneByOne();

	constructor(log: NumberedLog, now: () => number) {
		this.#events = new NumberedEvents(log, 'annotation', (event) => this.#known.apply(event));
		this.#now = now;
	}

	/** Learns what the log says of annotations, and goes on to; to be called once, before anything else. */
	start(): Promise<void> {
		return this.#events.start();
	}

	/** How often anything was written or taken away: what was read of them holds while this stays. */
	get revision(): number {
		return this.#events.last;
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
			const no = await this.#events.append((next) => ({
				type: 'bereik.annotation.added',
				time: at ?? this.#now(),
				data: annotationData({ ...request, id: annotationId(next), by })
			}));
			if (no === null) return 'log-away';
			const id = annotationId(no);
			await audit.record(actor, 'annotation.added', id, { annotation: kind, from: firstDay, to: lastDay });
			return this.#known.find(id) ?? 'log-away';
		});
	}

	/** Takes one away; false when there is none by this id, null when the log could not take it. */
	remove(id: string, actor: Actor, audit: Audit): Promise<boolean | null> {
		return this.#turns.run(async () => {
			if (this.#known.find(id) === null) return false;
			const data = { annotation: id };
			if ((await this.#events.append(() => ({ type: 'bereik.annotation.removed', time: this.#now(), data }))) === null)
				return null;
			await audit.record(actor, 'annotation.removed', id);
			return true;
		});
	}
}
