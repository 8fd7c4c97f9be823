import { type Command, Option } from 'commander';
import { personRoles } from '#lib/domain/access/role.ts';
import type { InviteOptions } from './people.ts';

/** The commands about who may log in: `bereik people …`. */
export function addPeople(program: Command): void {
	const people = program.command('people').description('who may log in').exitOverride();
	people
		.command('list')
		.description('list everybody who has an account, and who was invited')
		.action(async () => (await import('./people.ts')).listPeople());
	people
		.command('invite')
		.description('print a link by which somebody makes an account; good once, for 7 days')
		.requiredOption('--email <ADDRESS>', 'their address')
		.requiredOption('--name <NAME>', 'what they are called')
		.addOption(new Option('--role <ROLE...>', 'what they are').choices([...personRoles]).makeOptionMandatory())
		.option('--queues <ID...>', "a manager's own queues (default: all)")
		.action(async (options: InviteOptions) => (await import('./people.ts')).invitePerson(options));
	people
		.command('disable <ID>')
		.description('let somebody in no more, and end what they have open')
		.action(async (id: string) => (await import('./people.ts')).disablePerson(id));
	people
		.command('new-password <ID>')
		.description('print a link by which somebody sets a new password; good once, for a day')
		.action(async (id: string) => (await import('./people.ts')).newPassword(id));
	const sessions = people.command('sessions').description('browsers in which people are logged in').exitOverride();
	sessions
		.command('end [ID]')
		.description("end a session, or everybody's")
		.option('--all', "everybody's")
		.action(async (id: string | undefined, options: { all?: boolean }) =>
			(await import('./people.ts')).endSessions(id, options)
		);
	for (const command of [...people.commands, ...sessions.commands]) command.exitOverride();
}
