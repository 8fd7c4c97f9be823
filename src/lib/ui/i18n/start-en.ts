import type { StartText } from './start-nl.ts';

/** What the start page alone says, in English. */
export const startEn: StartText = {
	phone: "The manager's phone",
	phoneText: 'What is over target in one sentence, and every queue within reach.',
	openPhone: 'Open Now',
	lead: 'Know how it is going, at a glance.',
	text: 'Bereik shows live how well a customer service can be reached: who is waiting, for how long, and where it is getting stuck. Quiet while all is well, plain the moment it matters.',
	boards: 'The board on the wall',
	boardsText: 'Made to be read from five metres. Open it on a television and set the browser to full screen.',
	machines: 'For machines',
	liveApi: 'The figures of this moment as JSON',
	health: 'Whether the server is ready for traffic',
	title: 'Bereik',
	now: 'In the contact centre now',
	asOf: (time) => `figures from ${time}`,
	dark: 'dark',
	light: 'light',
	otherLanguage: 'Nederlands'
};
