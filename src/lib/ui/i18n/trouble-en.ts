import type { TroubleMessages } from './trouble-nl.ts';

/** What is said in place of a page, in English. */
export const troubleEn: TroubleMessages = {
	refusedTitle: 'This page is not for you',
	refused: (page) => `Your role does not let you see “${page}”.`,
	refusedUnnamed: 'Your role does not let you see this page.',
	refusedPerson: 'Do you need it? Ask an administrator for the role that goes with it.',
	refusedMachine: (page) => `“${page}” is only for people who log in, also on an open server.`,
	refusedMachineUnnamed: 'This page is only for people who log in, also on an open server.',
	refusedDisplay: (page) => `This browser is a paired display and cannot see “${page}”.`,
	refusedDisplayUnnamed: 'This browser is a paired display and sees only its own board.',
	missingTitle: 'There is no such page',
	missing: 'The address may have been copied wrongly, or the page has moved.',
	failedTitle: 'That did not work',
	failed:
		'Something went wrong while showing this page. Try again; if it goes wrong once more, tell your administrator.',
	loggedInAs: (name) => `You are logged in as ${name}.`,
	notLoggedIn: 'You are not logged in.',
	inOpenMode: 'Nobody is logged in on this computer: the server is open.',
	yourRoles: 'What you can do',
	toNow: 'To Now',
	toStart: 'To the start',
	toBoard: 'To the board of this display',
	asSomebodyElse: 'Log in as somebody else'
};
