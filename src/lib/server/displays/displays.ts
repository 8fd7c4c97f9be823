import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { AuditAction } from '#lib/domain/access/audit-action.ts';
import {
	type DisplayChange,
	type DisplayReport,
	type DisplaySettings,
	type DisplayStanding,
	type ListedDisplay,
	MAX_DISPLAYS,
	type NewDisplay,
	type OwnDisplay
} from '#lib/protocol/display-settings.ts';
import type { DisplayPrincipal } from '../access/principal.ts';
import { makeReference, makeSecretToken } from '../access/secret-token.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import { displays } from '../database/tables/access-tables.ts';
import type { Tables, Turns } from '../database/tables/tables.ts';
import type { Logger } from '../logger.ts';
import { DisplayTokens } from './display-tokens.ts';
import { LastSeen, type Seen } from './last-seen.ts';

/** Screens that were revoked stay on the list for this long. */
const showRevokedMs = 30 * 86_400_000;
/** Where a screen may be connected to another server, it is taken to be for so long after its last word; it speaks each minute. */
const heardForMs = 90_000;

/** A screen as it is kept, with what it last said. */
export type KeptDisplay = Omit<ListedDisplay, 'isConnected' | 'isDark'>;

/** Screens that were paired: who they are, what they show, and whether they still do. */
export class Displays {
	readonly #orm: Tables['orm'];
	/** Whether other servers look after screens of the same log. */
	readonly #isShared: boolean;
	readonly #making: Turns;
	readonly #now: () => number;
	readonly #audit: Pick<AuditTrail, 'record'>;
	readonly #tokens: DisplayTokens;
	readonly #seen: LastSeen;
	/** Told, at once, of a screen that may show nothing any more. */
	onRevoked: (id: string) => void = () => {};
	/** Told of a screen that has other settings now, or should reload. */
	onChanged: (id: string, standing: DisplayStanding) => void = () => {};

	constructor(
		database: Pick<Tables, 'orm' | 'dialect' | 'turns'>,
		now: () => number,
		audit: Pick<AuditTrail, 'record'>,
		logger: Pick<Logger, 'warn'>
	) {
		this.#orm = database.orm;
		this.#isShared = database.dialect === 'postgres';
		this.#making = database.turns('displays');
		this.#now = now;
		this.#audit = audit;
		this.#seen = new LastSeen(database);
		this.#tokens = new DisplayTokens(database, now, async (id) => {
			if (await this.#revoke(id, { kind: 'server' }, 'token-reuse'))
				logger.warn({ display: id }, 'a screen was revoked: a secret of it that had long been replaced was used');
		});
	}

	/** Whose token it is: the current one, or for a day the one before; null when it is none, or the display was revoked. */
	async verify(token: string): Promise<DisplayPrincipal | null> {
		const displayId = await this.#tokens.verify(token);
		return displayId === null ? null : { kind: 'display', displayId };
	}

	/** Which of some displays are still good, by their ids. */
	async areGood(ids: readonly string[]): Promise<ReadonlySet<string>> {
		return new Set((await this.standings(ids)).keys());
	}

	/** Whether a screen spoke just now to whichever server; where there is one server, its streams tell. */
	isHeardElsewhere({ lastSeenAt }: Pick<KeptDisplay, 'lastSeenAt'>, now: number): boolean {
		return this.#isShared && lastSeenAt !== null && now - lastSeenAt <= heardForMs;
	}

	/**
	 * Makes a screen that nobody has the secret of yet.
	 * @returns its id; null when there are as many as there may be
	 */
	create(made: NewDisplay, by: Actor): Promise<string | null> {
		return this.#making.run(() => this.#create(made, by));
	}

	async #create(made: NewDisplay, by: Actor): Promise<string | null> {
		const [{ count } = { count: 0 }] = await this.#orm
			.select({ count: sql<number>`count(*)` })
			.from(displays)
			.where(isNull(displays.revokedAt));
		if (count >= MAX_DISPLAYS) return null;
		const id = makeReference('d');
		const now = this.#now();
		await this.#orm.insert(displays).values({
			id,
			name: made.name,
			settings: JSON.stringify(made.settings),
			tokenHash: makeSecretToken().hash,
			tokenIssuedAt: now,
			createdBy: 'id' in by ? by.id : null,
			createdAt: now
		});
		return id;
	}

	/** Takes a screen back that was made and that nobody ever saw. */
	async discard(id: string): Promise<void> {
		await this.#orm.delete(displays).where(eq(displays.id, id));
	}

	/** Gives a screen its first secret; null when it was revoked meanwhile. */
	async issueToken(id: string): Promise<string | null> {
		return this.#tokens.issue(id);
	}

	/** A screen's own settings; null when there is none by this id that may still show its board. */
	async find(id: string): Promise<OwnDisplay | null> {
		const [row] = await this.#orm.select().from(displays).where(this.#isGood(id));
		if (row === undefined) return null;
		const { name, revision, reloadRevision } = row;
		return { id, name, settings: readSettings(row.settings), revision, reloadRevision };
	}

	/** Every screen by name, also those that were revoked a short while ago. */
	async list(): Promise<readonly KeptDisplay[]> {
		const rows = await this.#orm
			.select()
			.from(displays)
			.where(or(isNull(displays.revokedAt), gt(displays.revokedAt, this.#now() - showRevokedMs)))
			.orderBy(asc(displays.name), asc(displays.id));
		return rows.map((row) => {
			const { id, name, createdAt, revokedAt } = row;
			const revokedFor = row.revokedFor as KeptDisplay['revokedFor']; // written by #revoke alone
			const here = this.#seen.of(id);
			const isLatest = here !== null && here.at >= (row.lastSeenAt ?? -Infinity);
			const seen = isLatest
				? here
				: {
						at: row.lastSeenAt,
						report: row.lastReport === null ? null : (JSON.parse(row.lastReport) as DisplayReport), // written by LastSeen
						address: row.address,
						userAgent: row.userAgent
					};
			const { at: lastSeenAt, report, address, userAgent } = seen;
			const settings = readSettings(row.settings);
			return { id, name, settings, createdAt, revokedAt, revokedFor, lastSeenAt, report, address, userAgent };
		});
	}

	/**
	 * A screen says that it is alive.
	 * @param shown the secret it came with
	 * @returns how far it should be, and another secret where one is due; null when it was revoked
	 */
	async alive(
		id: string,
		shown: string | null,
		seen: Omit<Seen, 'at'>
	): Promise<Readonly<{ standing: DisplayStanding; token: string | null }> | null> {
		const standing = await this.standing(id);
		if (standing === null) return null;
		await this.#seen.note(id, { ...seen, at: this.#now() });
		return { standing, token: shown === null ? null : await this.#tokens.rotate(id, shown) };
	}

	/** How far a screen should be; null when it may show nothing. */
	async standing(id: string): Promise<DisplayStanding | null> {
		const { revision, reloadRevision } = displays;
		const [row] = await this.#orm.select({ revision, reloadRevision }).from(displays).where(this.#isGood(id));
		return row ?? null;
	}

	/** How far some screens should be, by their ids; without those that may show nothing. */
	async standings(ids: readonly string[]): Promise<ReadonlyMap<string, DisplayStanding>> {
		const { id, revision, reloadRevision } = displays;
		const rows = await this.#orm
			.select({ id, revision, reloadRevision })
			.from(displays)
			.where(and(inArray(id, [...ids]), isNull(displays.revokedAt)));
		return new Map(rows.map(({ id: which, ...standing }) => [which, standing]));
	}

	/** Renames a screen, or has it show something else; false when there is none by this id. */
	async change(id: string, change: DisplayChange, by: Actor): Promise<boolean> {
		const { name, settings } = change;
		const changed = [...(name === undefined ? [] : ['name']), ...(settings === undefined ? [] : ['settings'])];
		if (changed.length === 0) return (await this.standing(id)) !== null;
		return this.#touch(
			id,
			by,
			'display.changed',
			{ changed },
			{
				...(name === undefined ? {} : { name }),
				...(settings === undefined ? {} : { settings: JSON.stringify(settings) })
			}
		);
	}

	/** Has a screen load its page anew; false when there is none by this id. */
	async reload(id: string, by: Actor): Promise<boolean> {
		return this.#touch(id, by, 'display.reloaded', {}, { reloadRevision: sql`${displays.revision} + 1` });
	}

	/** Ends a screen: it shows nothing from now on, and asks to be paired again. False when there is none by this id. */
	async revoke(id: string, by: Actor): Promise<boolean> {
		return this.#revoke(id, by, by.kind === 'command-line' ? 'command-line' : 'person');
	}

	/** Writes down when screens were last seen. */
	async flush(): Promise<void> {
		await this.#seen.flush();
	}

	async #touch(
		id: string,
		by: Actor,
		action: AuditAction,
		details: Readonly<Record<string, unknown>>,
		change: Parameters<ReturnType<Tables['orm']['update']>['set']>[0]
	): Promise<boolean> {
		const [standing] = await this.#orm
			.update(displays)
			.set({ ...change, revision: sql`${displays.revision} + 1` })
			.where(this.#isGood(id))
			.returning({ revision: displays.revision, reloadRevision: displays.reloadRevision });
		if (standing === undefined) return false;
		this.onChanged(id, standing);
		await this.#audit.record(by, action, id, details);
		return true;
	}

	async #revoke(id: string, by: Actor, reason: 'person' | 'command-line' | 'token-reuse'): Promise<boolean> {
		const rows = await this.#orm
			.update(displays)
			.set({ revokedAt: this.#now(), revokedFor: reason })
			.where(this.#isGood(id))
			.returning({ id: displays.id });
		if (rows.length === 0) return false;
		this.onRevoked(id);
		await this.#seen.forget(id);
		await this.#tokens.forget(id);
		await this.#audit.record(by, 'display.revoked', id, { reason });
		return true;
	}

	#isGood(id: string) {
		return and(eq(displays.id, id), isNull(displays.revokedAt));
	}
}

/** Written by this version or an earlier one, whose settings are all still there. */
function readSettings(text: string): DisplaySettings {
	return JSON.parse(text) as DisplaySettings; // as checked when it was taken in
}
