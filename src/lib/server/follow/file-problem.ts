import type { FollowProblemKind } from '#lib/protocol/source-list.ts';

type FileProblemKind = Extract<FollowProblemKind, 'absent' | 'forbidden' | 'no-file' | 'unreadable'>;

const words = {
	absent: 'is not there',
	forbidden: 'this user may not read it',
	'no-file': 'is no file'
} as const satisfies Partial<Record<FileProblemKind, string>>;

/** The file cannot be read at the moment. */
export class FileProblem extends Error {
	override readonly name = 'FileProblem';
	readonly kind: FileProblemKind;

	/** @param cause what the system said; left out where what was found is no file */
	constructor(path: string, cause?: unknown) {
		const kind = cause === undefined ? 'no-file' : kindOf(cause);
		super(`${path}: ${kind === 'unreadable' ? `cannot be read (${textOf(cause)})` : words[kind]}`, { cause });
		this.kind = kind;
	}
}

function kindOf(cause: unknown): FileProblemKind {
	const code = cause instanceof Error && 'code' in cause ? cause.code : null;
	if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
	return code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'unreadable';
}

function textOf(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}
