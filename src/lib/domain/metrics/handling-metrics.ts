import { amazonConnect, type MetricRow, ownDefinition } from './metric.ts';

/** What agents did with the contacts they took. */
export const handlingMetrics: readonly MetricRow[] = [
	[
		'handled_completed',
		'Afgehandeld',
		'Handled',
		'contacts',
		'none',
		'afgeronde afhandelingen, nawerk meegerekend',
		'handling segments finished, after-contact work included',
		amazonConnect
	],
	[
		'aht_s',
		'Gemiddelde afhandeltijd (AHT)',
		'Average handle time (AHT)',
		'seconds',
		'none',
		'gemiddelde van gesprek, wachtstand en nawerk van afgeronde afhandelingen',
		'mean of talk, hold and after-contact work of finished segments',
		ownDefinition
	],
	[
		'transfers',
		'Doorverbonden',
		'Transfers',
		'contacts',
		'lower',
		'afhandelingen die eindigden met doorverbinden',
		'segments ended by a transfer',
		ownDefinition
	],
	[
		'transfer_rate',
		'Doorverbindpercentage',
		'Transfer rate',
		'share',
		'lower',
		'doorverbonden ÷ beëindigde gesprekken',
		'transfers ÷ segments ended',
		ownDefinition
	],
	[
		'first_response_s',
		'Eerste reactietijd',
		'First response time',
		'seconds',
		'lower',
		'gemiddelde tijd van binnenkomst tot eerste bericht van een mens',
		'mean time from entry to the first human message',
		ownDefinition
	],
	[
		'active_contacts',
		'In behandeling',
		'In progress',
		'contacts',
		'none',
		'contacten met een medewerker, wachtstand meegerekend',
		'contacts with an agent, hold included',
		ownDefinition
	],
	[
		'free_chat_slots',
		'Vrije chatplekken',
		'Free chat places',
		'places',
		'higher',
		'som over beschikbare medewerkers van maximum − chats − nawerk',
		'sum over ready agents of maximum − chats − after-contact work',
		amazonConnect
	],
	[
		'occupancy',
		'Bezettingsgraad',
		'Occupancy',
		'share',
		'none',
		'tijd met contact of nawerk ÷ (die tijd + beschikbaar)',
		'time with a contact or after-contact work ÷ (that time + ready)',
		amazonConnect
	],
	[
		'utilisation',
		'Benutting',
		'Utilisation',
		'share',
		'none',
		'tijd met contact of nawerk ÷ ingelogde tijd',
		'time with a contact or after-contact work ÷ signed-in time',
		ownDefinition
	],
	[
		'chat_concurrency',
		'Chats tegelijk',
		'Chat concurrency',
		'chats per agent',
		'none',
		'chatseconden ÷ seconden met minstens één chat',
		'chat seconds ÷ seconds with at least one chat',
		ownDefinition
	],
	[
		'orphan_answers',
		'Antwoorden zonder wachtrij',
		'Answers without a queue',
		'contacts',
		'lower',
		'beantwoord zonder bekende binnenkomst: telt als werk, niet als wachttijd',
		'answered without a known entry: counts as work, not as a wait',
		ownDefinition
	]
];
