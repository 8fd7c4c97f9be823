import { eq } from 'drizzle-orm';
import type { AuditAction } from '#lib/domain/access/audit-action.ts';
import type { Seal } from '../access/seal.ts';
import { erasurePurpose } from '../access/seal-purposes.ts';
import { makeReference } from '../access/secret-token.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import { begunErasures } from '../database/sqlite/access-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';

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

type Transaction = Pick<LogDatabase['orm'], 'insert' | 'delete' | 'update'>;

/** Erasures that have begun and are not over. */
export class BegunErasures {
	readonly #orm: LogDatabase['orm'];
	readonly #seal: Seal;
	readonly #audit: Pick<AuditTrail, 'recordIn'>;

	constructor({ orm }: Pick<LogDatabase, 'orm'>, seal: Seal, audit: Pick<AuditTrail, 'recordIn'>) {
		this.#orm = orm;
		this.#seal = seal;
		this.#audit = audit;
	}

	/** Notes that one begins, in the transaction of its first change. */
	begin(transaction: Transaction, begun: Omit<BegunErasure, 'id'>): BegunErasure {
		const id = makeReference('e');
		const { actor, entry, erasedName, remains } = begun;
		const sealed = this.#seal.seal(JSON.stringify(remains), erasurePurpose(id));
		const actorId = 'id' in actor ? actor.id : null;
		const row = { id, actorKind: actor.kind, actorId, entry: JSON.stringify(entry), erasedName, sealed };
		transaction.insert(begunErasures).values(row).run();
		return { id, ...begun };
	}

	/** Those that are not over. */
	list(): readonly BegunErasure[] {
		return this.#orm
			.select()
			.from(begunErasures)
			.all()
			.map(({ id, actorKind, actorId, entry, erasedName, sealed }) => ({
				id,
				actor: (actorId === null ? { kind: actorKind } : { kind: actorKind, id: actorId }) as Actor, // as begin wrote it
				entry: entry === null ? null : (JSON.parse(entry) as BegunErasure['entry']), // likewise
				erasedName,
				remains: this.#opened(id, sealed)
			}));
	}

	/** Writes the audit's entry, once. */
	tell({ id, actor, entry }: BegunErasure, more: Readonly<Record<string, unknown>>): void {
		if (entry === null) return;
		this.#orm.transaction(
			(transaction) => {
				this.#audit.recordIn(transaction, actor, entry.action, entry.subject, { ...entry.details, ...more });
				transaction.update(begunErasures).set({ entry: null }).where(eq(begunErasures.id, id)).run();
			},
			{ behavior: 'immediate' }
		);
	}

	/** It is over. */
	end({ id }: BegunErasure): void {
		this.#orm.delete(begunErasures).where(eq(begunErasures.id, id)).run();
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
