import type { LogEvent } from '../contact/contact-event.ts';

/** What an annotation is about; `definition`: from then on something is counted in another way. */
export const annotationKinds = ['incident', 'capacity', 'launch', 'closure', 'definition', 'other'] as const;
/** One of {@link annotationKinds}. */
export type AnnotationKind = (typeof annotationKinds)[number];

/** Characters that the text of an annotation may have, in each language. */
export const maxAnnotationLength = 160;
/** Annotations that can stand at one time. */
export const maxAnnotations = 2_000;

/**
 * Something that happened, and that whoever looks at years should know: it stands beside the figures and changes none of them.
 * Days are of the site's calendar, `YYYY-MM-DD`.
 */
export type Annotation = Readonly<{
	/** Like `a12`. */
	id: string;
	kind: AnnotationKind;
	firstDay: string;
	/** The last day it lasted, itself included; the first where it was one day. */
	lastDay: string;
	/** The same in both where it was written in one language only. */
	text: Readonly<{ nl: string; en: string }>;
	/** Who wrote it: a person by their id; null for whoever sat at the machine. */
	by: string | null;
	/** When it was written, UTC epoch ms. */
	at: number;
}>;

/** What is known of the annotations, from the events that speak of them, in the order of the log. */
export class AnnotationList {
	readonly #annotations = new Map<string, Annotation>();

	/** Takes in an event; one that is about something else changes nothing. */
	apply({ type, data, time }: Pick<LogEvent, 'type' | 'data' | 'time'>): void {
		const fields: Readonly<Record<string, unknown>> = data;
		if (type === 'bereik.annotation.added') {
			const annotation = readAnnotation(fields, time);
			if (annotation !== null) this.#annotations.set(annotation.id, annotation);
		} else if (type === 'bereik.annotation.removed') this.#annotations.delete(String(fields['annotation']));
	}

	get size(): number {
		return this.#annotations.size;
	}

	/** An annotation by its id; null when there is none, or it was taken away. */
	find(id: string): Annotation | null {
		return this.#annotations.get(id) ?? null;
	}

	/**
	 * Those that lie in a span of days, or partly in it, in order of their first day; of one day the first written first.
	 * @param from first day, `YYYY-MM-DD`; null = from the beginning
	 * @param to last day, itself included; null = to the end
	 */
	between(from: string | null, to: string | null): readonly Annotation[] {
		return [...this.#annotations.values()]
			.filter(({ firstDay, lastDay }) => (from === null || lastDay >= from) && (to === null || firstDay <= to))
			.sort((a, b) => (a.firstDay === b.firstDay ? a.at - b.at : a.firstDay < b.firstDay ? -1 : 1));
	}
}

/** The data of the event by which an annotation begins to stand. */
export function annotationData({ id, kind, firstDay, lastDay, text, by }: Omit<Annotation, 'at'>) {
	return {
		annotation: id,
		kind,
		firstDay,
		lastDay,
		text: { nl: text.nl, en: text.en },
		...(by === null ? {} : { by })
	};
}

function readAnnotation(data: Readonly<Record<string, unknown>>, at: number): Annotation | null {
	const { annotation, kind, firstDay, lastDay, text, by } = data;
	const known = annotationKinds.find((one) => one === kind);
	if (typeof annotation !== 'string' || known === undefined) return null;
	if (typeof firstDay !== 'string' || typeof lastDay !== 'string') return null;
	if (typeof text !== 'object' || text === null || !('nl' in text) || !('en' in text)) return null;
	if (typeof text.nl !== 'string' || typeof text.en !== 'string') return null;
	return {
		...{ id: annotation, kind: known, firstDay, lastDay, at },
		text: { nl: text.nl, en: text.en },
		by: typeof by === 'string' ? by : null
	};
}
