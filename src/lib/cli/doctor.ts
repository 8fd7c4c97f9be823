import { fail, type Finding, warn } from '#lib/server/doctor/finding.ts';
import { lookHere } from '#lib/server/doctor/local-checks.ts';
import { lookAtDoor } from '#lib/server/doctor/door-checks.ts';
import { lookAtServer } from '#lib/server/doctor/server-checks.ts';
import type { ServerFacts } from '#lib/server/doctor/server-facts.ts';
import { type Configuration, readConfiguration } from '#lib/server/configuration.ts';
import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { askServer } from '#lib/server/control/control-socket.ts';
import { CommandError } from './command-error.ts';
import { textTable } from './text-table.ts';

/** `bereik doctor`: every look on a line, and what to do below. Exit code 0 all well, 1 a warning, 2 a failure. */
export async function doctor({ json = false }: { json?: boolean }): Promise<void> {
	const configuration = readConfiguration(process.env);
	const findings = [
		...lookHere(configuration, Date.now()),
		...(await lookAtStore(configuration)),
		...(await lookThere(configuration))
	];
	const level = findings.some((one) => one.level === 'fail') ? 2 : findings.some((one) => one.level === 'warn') ? 1 : 0;
	if (json) console.log(JSON.stringify({ level: (['ok', 'warn', 'fail'] as const)[level], findings }, null, '\t'));
	else print(findings);
	const count = findings.filter((one) => one.level !== 'ok').length;
	if (level !== 0) throw new CommandError(`${count} of ${findings.length} want looking at`, level);
}

/** Of a file there is no more to be seen than what is here. */
async function lookAtStore(configuration: Configuration): Promise<readonly Finding[]> {
	if (configuration.postgres === undefined) return [];
	// Its driver is not loaded for the many that have a file.
	const { lookAtDatabase } = await import('#lib/server/doctor/database-checks.ts');
	return lookAtDatabase(configuration, configuration.postgres, Date.now);
}

async function lookThere({ databaseFile }: Configuration): Promise<readonly Finding[]> {
	let facts: ServerFacts;
	try {
		facts = (await askServer(controlSocketPath(databaseFile), 'facts', {})) as ServerFacts; // as its command answers
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : null;
		const isAway = code === 'ENOENT' || code === 'ECONNREFUSED';
		return [
			isAway
				? warn('server', 'none runs here on this log', 'start it: bereik serve')
				: fail(
						'server',
						`does not answer: ${error instanceof Error ? error.message : String(error)}`,
						'see its log; a start anew may help'
					)
		];
	}
	return [...(await lookAtDoor(facts)), ...lookAtServer(facts)];
}

function print(findings: readonly Finding[]): void {
	console.log(
		textTable(
			findings.map(({ level, check, found }) => [level, check, found]),
			'left'
		)
	);
	const todo = findings.flatMap(({ check, todo: what }) => (what === null ? [] : [`${check}: ${what}`]));
	if (todo.length > 0) console.log(`\nWhat to do\n${todo.map((line) => `  ${line}`).join('\n')}`);
}
