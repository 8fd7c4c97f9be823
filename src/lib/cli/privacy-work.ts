import type { ControlCommands } from '#lib/server/control/control-socket.ts';
import type { Erasure, Privacy, SubjectExport } from '#lib/server/privacy/privacy.ts';

/** What the command line does for somebody about whom something is held. */
export type PrivacyWork = Readonly<{
	/** All that is held of a subject. */
	exportSubject(subject: string): Promise<SubjectExport>;
	/** Erases a subject. */
	eraseSubject(subject: string): Promise<Erasure>;
}>;

/** By the command line: which person that was is not known. */
const actor = { kind: 'command-line' } as const;

/** The work itself. */
export function privacyWork(privacy: Privacy): PrivacyWork {
	return {
		exportSubject: (subject) => privacy.export(actor, subject),
		eraseSubject: (subject) => privacy.erase(actor, subject)
	};
}

/** What a running server does of it. */
export function privacyCommands(work: PrivacyWork): ControlCommands {
	return {
		exportSubject: ({ subject }: { subject: string }) => work.exportSubject(subject),
		eraseSubject: ({ subject }: { subject: string }) => work.eraseSubject(subject)
	};
}

/** The same by asking it; the answers are those of {@link privacyCommands}, so their types are, too. */
export function privacyThroughServer(ask: (command: string, input: unknown) => Promise<unknown>): PrivacyWork {
	return {
		exportSubject: async (subject) => (await ask('exportSubject', { subject })) as SubjectExport,
		eraseSubject: async (subject) => (await ask('eraseSubject', { subject })) as Erasure
	};
}
