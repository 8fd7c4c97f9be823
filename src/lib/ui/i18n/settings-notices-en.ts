import type { settingsNoticesNl } from './settings-notices-nl.ts';

/** What the settings pages about notices on the displays say, in English. */
export const settingsNoticesEn: typeof settingsNoticesNl = {
	messageNew: 'New notice',
	messageText: 'Text',
	messageHint: (left: string) =>
		`One line, ${left} characters left. No names of customers: what stands here stays in the history.`,
	messageEmpty: 'Write a notice.',
	messageLong: 'At most 120 characters.',
	messageUntil: 'For how long',
	untilHour: 'an hour',
	untilFour: 'four hours',
	untilDay: 'a day',
	untilWeek: 'a week',
	messageFrom: 'From',
	messageFromHint: (zone: string) => `empty = now; time of ${zone}`,
	messageFromInvalid: 'Choose a moment in the coming 31 days.',
	messageQueues: 'Is about',
	wholeCentre: 'the whole centre',
	messageSend: 'Put on the displays',
	messageSent: 'The notice is on the displays within seconds.',
	messageComing: 'The notice will come on the displays by itself.',
	messageList: 'All notices',
	messageState: 'State',
	messageWhen: 'When',
	messageBy: 'By',
	messageAction: 'Action',
	messageNone: 'There are no notices.',
	messageWithdraw: 'Remove',
	messageWithdrawSpoken: (message: string) => `Remove: ${message}`,
	state_shown: 'on the displays',
	state_waiting: 'behind a newer notice',
	state_coming: 'still to come',
	state_ended: 'over',
	state_withdrawn: 'removed',
	fromTo: (from: string, to: string) => `${from} to ${to}`
};
