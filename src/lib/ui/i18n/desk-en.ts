import type { DeskMessages } from './desk-nl.ts';

/** What the frame of the pages at a desk says, in English. */
export const deskEn: DeskMessages = {
	brandHome: 'Bereik, to the start',
	navigation: 'Sections',
	navNow: 'Now',
	navQueues: 'Queues',
	navComments: 'Comments',
	navDisplays: 'Displays',
	navSettings: 'Settings',
	skipToContent: 'To the content',
	openMode: 'Open mode: this computer only, nobody has to log in',
	account: (name) => `Logged in as ${name}`,
	ownAccount: 'Your account',
	logIn: 'Log in',
	logOut: 'Log out',
	otherLanguage: 'Nederlands',

	loading: 'Loading…',
	save: 'Save',
	cancel: 'Cancel',
	close: 'Close',
	tryAgain: 'Try again',
	busy: 'Working…',
	showPassword: 'Show password',
	hidePassword: 'Hide password',
	optional: 'may stay empty',

	problemNetwork: 'No connection to the server. Nothing was changed, unless its answer was lost on the way.',
	problemFailed: 'The server could not do this. Try again in a while.',
	problemFailedWith: (reason) => `The server could not do this: ${reason}`,
	problemLogin: 'You are no longer logged in.',
	problemStepUp: 'Show again who you are first.',
	problemRefused: 'Your role does not allow this.',
	problemMissing: 'This does not exist (any more).',
	problemInvalid: 'Something you filled in is not right.',
	problemConflict: 'This is not possible now.',
	problemBusy: (wait) => `Tried too often. Try again in ${wait}.`,
	problemBusyAWhile: 'Tried too often. Wait a while, then try again.',
	serverSays: (reason) => `The server says: ${reason}`,
	seconds: (count) => (count === '1' ? '1 second' : `${count} seconds`),
	minutes: (count) => (count === '1' ? '1 minute' : `${count} minutes`),
	fieldEmpty: 'Fill this in.',

	stepUpTitle: 'Is it really you?',
	stepUpText: 'For what you are doing now we ask for your password once more. After that, not for ten minutes.',
	stepUpSignOnText:
		'For what you are doing now, log in once more at your own organisation. After that, not for ten minutes.',
	stepUpSignOn: 'Log in again',
	stepUpWrong: 'This password is not right.',
	password: 'Password',
	confirm: 'Confirm'
};
