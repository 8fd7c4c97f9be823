/** An entry of the audit. Instants are UTC ms. */
export type AuditEntry = Readonly<{
	no: number;
	at: number;
	actorKind: 'person' | 'display' | 'key' | 'command-line' | 'machine' | 'server';
	actorId: string | null;
	/** Null where there is none, or the reader may not know it. */
	actorName: string | null;
	/** Of a person, as they are now. */
	actorRoles: readonly string[] | null;
	action: string;
	subject: string | null;
	/** What people call it. */
	subjectName: string | null;
	details: Readonly<Record<string, unknown>>;
}>;

/** An answer of `GET /api/audit`: the newest first; `next` = there are older ones, before this number. */
export type AuditPage = Readonly<{ entries: readonly AuditEntry[]; next: number | null }>;
