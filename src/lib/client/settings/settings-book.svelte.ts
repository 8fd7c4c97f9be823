import {
	isTree,
	type SettingsTree,
	settingsTree,
	treeAt,
	type TreePath,
	treePathName,
	writtenTree
} from '#lib/domain/settings/file/settings-tree.ts';
import type { Reason } from '#lib/domain/reasons/reason.ts';
import type { ApiProblem } from '#lib/protocol/api-problem.ts';
import { ask } from '../access/ask.ts';

/** Where a value comes from, and who set it when (UTC ms), where that was in the browser. */
export type ValueOrigin = Readonly<{
	from: 'default' | 'file' | 'browser';
	by?: Readonly<{ kind: string; name?: string }>;
	at?: number;
}>;

/** An answer of `GET /api/settings`. */
export type SettingsView = Readonly<{
	revision: number;
	settings: Readonly<Record<string, unknown>>;
	origins: Readonly<Record<string, ValueOrigin>>;
	fileProblem: string | null;
	zone: string;
	knownQueues: readonly string[];
	may: Readonly<{ all: boolean; own: boolean; queues: readonly string[] | null }>;
}>;

/** What came of a change. `conflict`: somebody else was first; the newer settings are in the book, and nothing was changed. */
export type SaveOutcome =
	| Readonly<{ kind: 'done' }>
	| Readonly<{ kind: 'conflict' }>
	| Readonly<{ kind: 'field'; field: string; reason: string; why: Reason | null }>
	| Readonly<{ kind: 'problem'; problem: ApiProblem }>;

/** The settings as a page has read them. */
export class SettingsBook {
	#view = $state.raw<SettingsView | null>(null);
	#problem = $state.raw<ApiProblem | null>(null);
	readonly #tree = $derived(settingsTree(this.#view?.settings ?? {}));

	/** As last read; null before that. */
	get view(): SettingsView | null {
		return this.#view;
	}

	/** Why they could not be read; null when they could. */
	get problem(): ApiProblem | null {
		return this.#problem;
	}

	/** Everything that holds. */
	get tree(): SettingsTree {
		return this.#tree;
	}

	/** Reads them anew. */
	async load(): Promise<void> {
		const outcome = await ask('/api/settings', { read: readView });
		if (outcome.isDone) this.#view = outcome.value;
		this.#problem = outcome.isDone ? null : outcome.problem;
	}

	/** Changes values; null = as the file says. */
	async save(patch: SettingsTree): Promise<SaveOutcome> {
		const body = { patch: writtenTree(patch), base: this.#view?.revision ?? 0 };
		const outcome = await ask('/api/settings', { method: 'PATCH', body, read: readView });
		if (outcome.isDone) {
			this.#view = outcome.value;
			return { kind: 'done' };
		}
		const { problem } = outcome;
		if (problem.kind === 'conflict') {
			await this.load();
			return { kind: 'conflict' };
		}
		const isOfField = (problem.kind === 'invalid' || problem.kind === 'refused') && problem.field !== null;
		if (isOfField) return { kind: 'field', field: problem.field ?? '', reason: problem.reason, why: problem.why };
		return { kind: 'problem', problem };
	}

	/** Where a value comes from; null where there is none. */
	originOf(path: TreePath): ValueOrigin | null {
		const origins = this.#view?.origins ?? {};
		const name = treePathName(path);
		return Object.hasOwn(origins, name) ? (origins[name] ?? null) : null;
	}

	/** Whether the reader may change a value. The server decides; a page shows a field by it, or only the value. */
	mayChange(path: TreePath): boolean {
		const may = this.#view?.may;
		if (may === undefined) return false;
		if (may.all) return true;
		const [section, queue, field] = path;
		if (!may.own) return false;
		if (section === 'exceptionalHours') return true;
		return section === 'queues' && field === 'norms' && (may.queues === null || may.queues.includes(queue ?? ''));
	}

	/** Ids of every queue that is known, named in the settings or not. */
	get queues(): readonly string[] {
		const named = treeAt(this.#tree, ['queues']);
		const ids = isTree(named) ? [...named.keys()] : [];
		const more = (this.#view?.knownQueues ?? []).filter((id) => !ids.includes(id));
		return [...ids, ...more].sort();
	}
}

function readView(json: unknown): SettingsView {
	if (typeof json !== 'object' || json === null || !('revision' in json) || !('origins' in json))
		throw new Error('settings: are missing');
	return json as SettingsView; // our own server's, whose version is that of this page
}
