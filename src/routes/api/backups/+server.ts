import { json } from '@sveltejs/kit';
import type { BackupAnswer } from '#lib/protocol/backup-standing.ts';
import { application } from '#lib/server/application.ts';
import type { RequestHandler } from './$types';

/** How the backups stand, and what a restore has shut. */
export const GET: RequestHandler = async () => {
	const { backups, heldBack } = application();
	const answer: BackupAnswer = { standing: backups.standing(), heldBack: [...(await heldBack.list())] };
	return json(answer);
};
