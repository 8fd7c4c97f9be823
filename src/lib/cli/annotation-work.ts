import type { Annotation } from '#lib/domain/annotations/annotation.ts';
import type { AuditTrail } from '#lib/server/audit/audit-trail.ts';
import { type AddedAnnotation, type AnnotationRequest, Annotations } from '#lib/server/annotations/annotations.ts';
import type { ControlCommands } from '#lib/server/control/control-socket.ts';
import type { NumberedLog } from '#lib/server/settings/numbered-events.ts';

/** What the command line does with annotations. Days are of the site, `YYYY-MM-DD`. */
export type AnnotationWork = Readonly<{
	/** @param at when it was written, UTC epoch ms; left out = now */
	add(request: AnnotationRequest, at?: number): Promise<AddedAnnotation>;
	/** Those that touch a span of days, both included; null = without end. */
	list(from: string | null, to: string | null): Promise<readonly Annotation[]>;
	/** False when there is none by this id, null when the log could not take it. */
	remove(id: string): Promise<boolean | null>;
}>;

const actor = { kind: 'command-line' } as const;

/** The work itself. */
export function annotationWork(annotations: Annotations, audit: Pick<AuditTrail, 'record'>): AnnotationWork {
	return {
		add: (request, at) => annotations.add(request, actor, audit, at),
		list: async (from, to) => annotations.annotationsBetween(from, to),
		remove: (id) => annotations.remove(id, actor, audit)
	};
}

/** The same on a log that no server has open: what it holds is looked at with the first thing that is asked for. */
export function annotationWorkAlone(
	log: NumberedLog,
	now: () => number,
	audit: Pick<AuditTrail, 'record'>
): AnnotationWork {
	let started: Promise<AnnotationWork> | null = null;
	const work = (): Promise<AnnotationWork> => (started ??= start());
	async function start(): Promise<AnnotationWork> {
		const annotations = new Annotations(log, now);
		await annotations.start();
		return annotationWork(annotations, audit);
	}
	return {
		add: async (request, at) => (await work()).add(request, at),
		list: async (from, to) => (await work()).list(from, to),
		remove: async (id) => (await work()).remove(id)
	};
}

/** What a running server does for {@link annotationsThroughServer}. */
export function annotationCommands(work: AnnotationWork): ControlCommands {
	return {
		addAnnotation: ({ request }: { request: AnnotationRequest }) => work.add(request),
		listAnnotations: ({ from, to }: { from: string | null; to: string | null }) => work.list(from, to),
		removeAnnotation: ({ id }: { id: string }) => work.remove(id)
	};
}

/** The same through the running server; its answers are those of {@link annotationCommands}. */
export function annotationsThroughServer(ask: (command: string, input: unknown) => Promise<unknown>): AnnotationWork {
	return {
		add: async (request) => (await ask('addAnnotation', { request })) as AddedAnnotation,
		list: async (from, to) => (await ask('listAnnotations', { from, to })) as readonly Annotation[],
		remove: async (id) => (await ask('removeAnnotation', { id })) as boolean | null
	};
}
