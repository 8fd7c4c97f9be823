import type { PrivacyMessages } from './privacy-nl.ts';

/** What is said about what is recorded, and around what customers wrote, in English. */
export const privacyEn: PrivacyMessages = {
	title: 'What is recorded',
	lead: 'About whom, why, for how long, and who sees it. This page comes from the system itself and can be printed.',
	print: 'Print',
	why: 'Why',
	who: 'Who sees it',
	howLong: 'How long',
	forEver: 'without an end date',
	days: (days) => `${days} days`,
	nobody: 'nobody',
	yourself: 'you yourself',
	whileUsed: 'as long as the account or display exists',
	roles: {
		display: 'displays',
		executive: 'executives',
		manager: 'team managers',
		admin: 'administrators',
		auditor: 'auditors'
	},
	customers: 'Customers',
	customersRows: {
		events: {
			what: 'When a contact began, in which queue it waited, when it was answered and ended, and the score of a survey. Numbers of customers and contacts are replaced by codes as they come in; names never enter.',
			why: 'To see whether customers are helped quickly and well.'
		},
		comments: {
			what: 'What a customer wrote with a survey in their own words. Kept encrypted, apart from the rest.',
			why: 'To learn from what customers say. Readable after a quarter of an hour, of own queues only, without customer and without agent, and only where there are at least five answers.'
		},
		rejected: {
			what: 'Records of connected systems that could not be read, as they came. They may hold a customer number.',
			why: 'To mend the connection.'
		}
	},
	agents: 'Agents of the contact centre',
	agentsRows: {
		events: {
			what: "When somebody answered or ended a contact, and whether somebody was ready, busy or away. The agent's number is replaced by a code as it comes in.",
			why: 'To count for a team how many people there are and how long contacts take. Boards and reports show numbers of the whole group only.'
		}
	},
	people: 'People who log in',
	peopleRows: {
		account: {
			what: 'Name, address, roles, when you last logged in, and a print of the password that cannot be turned back.',
			why: 'To let in only those who may come in.'
		},
		sessions: {
			what: 'For each browser you are logged in with: when, network address and kind of browser.',
			why: 'To see whether somebody else uses your account.'
		},
		invitations: { what: 'Invitations: name and address.', why: 'To let somebody in once.' },
		audit: {
			what: 'Who changed something about people, keys, displays or settings, and who read comments. With a number in place of a name.',
			why: 'To be able to find out afterwards what happened.'
		}
	},
	displays: 'Displays on the wall',
	displaysRows: {
		account: {
			what: 'Name of the display, network address, kind of browser, and when it was last heard of.',
			why: 'To see which display is dark.'
		},
		pairings: { what: 'Requests to pair a display.', why: 'To pair the right one.' }
	},
	absentTitle: 'What there is not',
	absent: [
		'No figure, ranking or trend of a single agent: it is not in the product, not even switched off.',
		'No alarm that somebody is doing nothing for a moment.',
		'No recordings, no contents of conversations, no watching of screens.',
		'No names of customers or agents on a board, in a notification or in a report.',
		'No company from outside that looks along: nothing leaves but what the administrator connects.'
	],
	jobTitle: 'Cleaning up',
	lastRun: (when) => `Last done: ${when}.`,
	notYet: 'Not done yet since the last start.',
	failed: 'Not all of it worked the last time. The administrator sees that in the state of the system as well.',
	overdue: 'Something is there that should have been gone by now.',
	kinds: {
		comments: 'Comments',
		rejected: 'Unreadable records',
		audit: 'Who did what',
		sessions: 'Browsers somebody logged in with',
		invitations: 'Invitations',
		pairings: 'Pairing requests',
		log: 'Events under codes'
	},
	kind: 'Kind',
	limit: 'Kept',
	rows: 'Number now',
	oldest: 'Oldest',
	erased: 'Last erased',
	backupTitle: 'Backups',
	backupLast: (when: string) => `Last whole one: ${when}.`,
	backupNone: 'There is no whole one yet.',
	backupFailed: (reason: string) => `The last attempt failed: ${reason}`,
	backupOverdue: 'There should be a newer one.',
	backupNext: (when: string) => `The next: ${when}.`,
	backupOff: 'None is made by itself.',
	backupByDatabase:
		'Here the database makes the backups, not Bereik: see to it that it does. How, and what else has to be kept, stands in docs/operations.md.',
	backupKept: (kept: string, megabytes: string) => `Kept: ${kept}, together ${megabytes} MB.`,
	heldBack: (held: string) =>
		`Since a backup was restored, ${held === '1' ? '1 display, key or person is' : `${held} displays, keys or people are`} shut until somebody confirms it: a backup does not know what was revoked after it.`,
	heldKinds: { display: 'display', key: 'key', 'webhook-secret': 'webhook secret', person: 'person' },
	confirm: 'Confirm all',
	rightsTitle: 'Seeing it and having it erased',
	rights:
		'Whoever wants to know what is recorded about them, or to have it erased, asks the administrator, who can give all of it out as a file, and erase it: words, unreadable records and accounts go, and the events get a random code that leads nowhere. The figures stay what they were. Backups of before hold it still, until they expire.',

	commentsTitle: 'Comments of customers',
	commentsLead:
		'Of your own queues, at least a quarter of an hour old, without who wrote it or who had the conversation. Every reading is recorded.',
	from: 'From',
	upTo: 'Up to and including',
	queue: 'Queue',
	queueHint: 'Empty means all of your queues',
	show: 'Show',
	tooFew: (queue, answers) =>
		`${queue}: ${answers} answers in these days. With fewer than five nothing is shown, because it could be guessed whose it is.`,
	noQueue: 'without a queue',
	noComments: 'No comments in these days.',
	unreadable: (comments) => `${comments} comments cannot be opened: their key is missing.`,
	commentWords: 'Comment',
	commentScore: 'Score',
	commentDay: 'Day',
	scoreOf: (score, max) => `${score} of ${max}`
};
