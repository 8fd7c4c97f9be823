import { and, eq, isNotNull } from 'drizzle-orm';
import type { AuditAction } from '#lib/domain/access/audit-action.ts';
import type { Seal } from '../access/seal.ts';
import { erasurePurpose } from '../access/seal-purposes.ts';
import { makeReference } from '../access/secret-token.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import { begunErasures } from '../database/tables/access-tables.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';

/** An erasure of which the first change is made, with all that it takes to bring it to its end. */
export type BegunErasure = Readonly<{
	id: string;
	actor: Actor;
	/** What the audit is to say; null once it does. */
	entry: Readonly<{ action: AuditAction; subject: string | null; details: Readonly<Record<string, unknown>> }> | null;
	/** The new name under which the log is to note it; null where there is nothing to note. */
	erasedName: string | null;
	/** By what remains of it is found; null where no key opens it any more. */
	remains: Remains | null;
}>;

/** By what remains of a subject are found. */
export type Remains = Readonly<{
	/** Texts that identify the subject. */
	texts: readonly string[];
	/** The names that the log had for it. */
	names: readonly string[];
	/** Other texts that must be in no file any more. */
	noTrace: readonly string[];
}>;

type ErasureTables = Pick<Tables, 'orm' | 'transaction'>;

/** Erasures that have begun and are not over. */
export class BegunErasures {
	readonly #tables: ErasureTables;
	readonly #seal: Seal;
	readonly #audit: Pick<AuditTrail, 'recordIn'>;

	constructor(tables: ErasureTables, seal: Seal, audit: Pick<AuditTrail, 'recordIn'>) {
		this.#tables = tables;
		this.#seal = seal;
		this.#audit = audit;
	}

	/** Notes that one begins, as steps of the transaction of its first change. */
	*begin(transaction: Pick<Orm, 'insert'>, begun: Omit<BegunErasure, 'id'>): Steps<BegunErasure> {
		const id = makeReference('e');
		const { actor, entry, erasedName, remains } = begun;
		const sealed = this.#seal.seal(JSON.stringify(remains), erasurePurpose(id));
		const actorId = 'id' in actor ? actor.id : null;
		const row = { id, actorKind: actor.kind, actorId, entry: JSON.stringify(entry), erasedName, sealed };
		yield* take(transaction.insert(begunErasures).values(row));
		return { id, ...begun };
	}

	/** Those that are not over. */
	async list(): Promise<readonly BegunErasure[]> {
		const rows = await this.#tables.orm.select().from(begunErasures);
		return rows.map(({ id, actorKind, actorId, entry, erasedName, sealed }) => ({
			id,
			actor: (actorId === null ? { kind: actorKind } : { kind: actorKind, id: actorId }) as Actor, // as begin wrote it
			entry: entry === null ? null : (JSON.parse(entry) as BegunErasure['entry']), // likewise
			erasedName,
			remains: this.#opened(id, sealed)
		}));
	}

	/** Writes the audit's entry, once, whoever else is at the same erasure. */
	async tell(begun: BegunErasure, more: Readonly<Record<string, unknown>>): Promise<void> {
		await this.#tables.transaction((transaction) => this.#tell(transaction, begun, more));
	}

	/** It is over. */
	async end({ id }: BegunErasure): Promise<void> {
		await this.#tables.orm.delete(begunErasures).where(eq(begunErasures.id, id));
	}

	*#tell(transaction: Orm, { id, actor, entry }: BegunErasure, more: Readonly<Record<string, unknown>>): Steps<void> {
		if (entry === null) return;
		const untold = and(eq(begunErasures.id, id), isNotNull(begunErasures.entry));
		const told = transaction.update(begunErasures).set({ entry: null }).where(untold);
		if ((yield* take(told.returning({ id: begunErasures.id }))).length === 0) return;
		yield* this.#audit.recordIn(transaction, actor, entry.action, entry.subject, { ...entry.details, ...more });
	}

	#opened(id: string, sealed: string): Remains | null {
		try {
			return JSON.parse(this.#seal.open(sealed, erasurePurpose(id))) as Remains; // as begin wrote it
		} catch (error) {
			if (error instanceof Error && error.name === 'CannotUnseal') return null;
			throw error;
		}
	}
}
