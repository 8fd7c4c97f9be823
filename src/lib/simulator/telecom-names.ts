/** What the queues of the Dutch telecom are called in English, by their own names. */
export const telecomQueueNames: Readonly<Record<string, string>> = {
	Facturen: 'Billing',
	Techniek: 'Technical',
	Algemeen: 'General',
	Verhuizen: 'Moving',
	Chat: 'Chat',
	'E-mail': 'E-mail'
};
