import { CannotErase } from '#lib/server/privacy/person-subject.ts';
import { NoSubject } from '#lib/server/privacy/subject.ts';
import { CommandError } from './command-error.ts';
import { withLog } from './with-log.ts';

/** `bereik export-subject`: all that is held of somebody, as JSON on standard output. */
export async function exportSubject(subject: string): Promise<void> {
	console.log(
		JSON.stringify(await orRefuse(() => withLog(({ privacy }) => privacy.exportSubject(subject))), null, '\t')
	);
}

/** `bereik erase`: says what went, and what could not. Neither name nor number is repeated. */
export async function eraseSubject(subject: string): Promise<void> {
	const erased = await orRefuse(() => withLog(({ privacy }) => privacy.eraseSubject(subject)));
	const { events, contacts, comments, rejected, person, idsLeft, filesLeft } = erased;
	if (person) console.log('The account, its sessions and its invitations are erased.');
	console.log(
		`${comments} comments and ${rejected} rejected records are erased. ` +
			`${events} events of ${contacts} contacts stay for the figures, under names that lead nowhere.`
	);
	console.log('Backups made before this hold it still, until they are thrown away.');
	if (idsLeft > 0)
		console.error(
			`${idsLeft} events have an id that holds the identifier: the sender chose it, and it has to stay known. ` +
				'Have the sender make ids of something else.'
		);
	if (filesLeft.length > 0)
		throw new CommandError(`not all of it is gone from ${filesLeft.join(', ')}: something else has it open; try again`);
}

async function orRefuse<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof NoSubject) throw new CommandError(error.message, 2);
		if (error instanceof CannotErase) throw new CommandError(error.message);
		throw error;
	}
}
