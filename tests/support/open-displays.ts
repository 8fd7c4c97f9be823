import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DisplayReport, DisplaySettings } from '#lib/protocol/display-settings.ts';
import { AuditTrail } from '#lib/server/audit/audit-trail.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import type { Tables } from '#lib/server/database/tables/tables.ts';
import { Displays } from '#lib/server/displays/displays.ts';
import { Pairings } from '#lib/server/displays/pairings.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Settings that a screen may have. */
export const wallSettings: DisplaySettings = {
	team: 'Klantenservice noord',
	board: 'both',
	secondsPerBoard: 20,
	language: 'nl',
	theme: 'dark',
	diagonalInches: 55,
	readingMetres: 6
};

/** What a screen that is well says of itself. */
export const wallReport: DisplayReport = {
	seq: 12,
	dataAgeMs: 400,
	build: 'test',
	heapBytes: 30_000_000,
	visible: true,
	width: 1920,
	height: 1080,
	board: 'now',
	revision: 1
};

/** Screens on a file of their own and a clock that the test steps. */
export function openDisplays(folder = temporaryFolder()) {
	const database = openLog(join(folder, 'bereik.db'));
	let isOpen = true;
	const close = (): void => {
		if (isOpen) database.close();
		isOpen = false;
	};
	onTestFinished(close);
	return Object.assign(displaysOn(database), { close });
}

/** Screens in some tables, and a clock that the test steps. */
export function displaysOn<Kept extends Tables>(database: Kept) {
	let now = Date.UTC(2026, 10, 23, 8);
	const warnings: unknown[] = [];
	const revoked: string[] = [];
	const readNow = (): number => now;
	const audit = new AuditTrail(database, readNow);
	const displays = new Displays(database, readNow, audit, { warn: (what: unknown) => void warnings.push(what) });
	displays.onRevoked = (id) => void revoked.push(id);
	const pairings = new Pairings(database, readNow, displays, audit);
	return {
		database,
		displays,
		pairings,
		audit,
		warnings,
		revoked,
		get now() {
			return now;
		},
		pass: (ms: number): void => void (now += ms),
		/** A screen with a secret, as one that has just been paired. */
		async paired(name = 'Wall'): Promise<Readonly<{ id: string; token: string }>> {
			const id = await displays.create({ name, settings: wallSettings }, { kind: 'machine' });
			const token = id === null ? null : await displays.issueToken(id);
			if (id === null || token === null) throw new Error('no more screens may be paired');
			return { id, token };
		},
		/** A screen speaks; its next secret, where it is given one. */
		async speaks(id: string, token: string): Promise<string | null> {
			const alive = await displays.alive(id, token, { report: wallReport, address: '10.0.0.5', userAgent: 'TV' });
			return alive?.token ?? null;
		}
	};
}
