/** In what a figure is given. */
export type MetricUnit = 'contacts' | 'seconds' | 'share' | 'agents' | 'places' | 'chats per agent';

/** What a figure means, once, for API, walls and help texts. */
export type Metric = Readonly<{
	/** Key in `values` of the API. */
	key: string;
	label: Readonly<{ nl: string; en: string }>;
	unit: MetricUnit;
	/** Which way is better for the customer; `none` where neither is. */
	direction: 'lower' | 'higher' | 'none';
	formula: Readonly<{ nl: string; en: string }>;
	/** Where the definition comes from. */
	source: string;
	/** Raised when the formula changes: a series across two versions is not one line. */
	version: number;
}>;

type Row = readonly [
	key: string,
	nl: string,
	en: string,
	unit: MetricUnit,
	direction: Metric['direction'],
	formulaNl: string,
	formulaEn: string,
	source: string
];

const amazon = 'Amazon Connect, real-time metrics definitions';
const cisco = 'Cisco ICM, service level event and its three types';
const icmi = 'ICMI, five service level formulas (2002)';
const own = 'docs/glossary.md';

const rows: readonly Row[] = [
	[
		'queue_depth',
		'Wachtenden',
		'Waiting',
		'contacts',
		'lower',
		'aantal dat nu in de wachtrij staat, rinkelend meegerekend',
		'contacts in queue now, ringing included',
		amazon
	],
	[
		'longest_wait_s',
		'Langst wachtend',
		'Longest wait',
		'seconds',
		'lower',
		'nu − vroegste binnenkomst van wie nu wacht',
		'now − earliest entry of those waiting now',
		amazon
	],
	[
		'current_avg_wait_s',
		'Huidige gemiddelde wachttijd',
		'Current average wait',
		'seconds',
		'lower',
		'gemiddelde van nu − binnenkomst over wie nu wacht',
		'mean of now − entry over those waiting now',
		own
	],
	[
		'over_threshold_waiting',
		'Wachtend boven de norm',
		'Waiting over target',
		'contacts',
		'lower',
		'aantal dat nu langer wacht dan T',
		'contacts waiting longer than T now',
		own
	],
	[
		'offered',
		'Aangeboden',
		'Offered',
		'contacts',
		'none',
		'binnengekomen in het venster',
		'entries in the window',
		own
	],
	[
		'contacts',
		'Contacten',
		'Contacts',
		'contacts',
		'none',
		'unieke contacten met hun eerste binnenkomst in het venster',
		'unique contacts whose first entry is in the window',
		own
	],
	[
		'answered',
		'Beantwoord',
		'Answered',
		'contacts',
		'none',
		'verbonden met een medewerker in het venster',
		'connected to an agent in the window',
		own
	],
	[
		'abandoned',
		'Afhakers',
		'Abandoned',
		'contacts',
		'lower',
		'vertrokken zonder antwoord, korte afhakers meegerekend',
		'left without an answer, short abandons included',
		amazon
	],
	[
		'short_abandoned',
		'Korte afhakers',
		'Short abandons',
		'contacts',
		'none',
		'afgehaakt met wachttijd < S',
		'abandoned with wait < S',
		'Mitel and Cisco CUIC, short calls'
	],
	[
		'flow_out',
		'Doorgestroomd',
		'Flow out',
		'contacts',
		'none',
		'andere wachtrij, terugbelverzoek of elders beantwoord',
		're-queued, callback requested or answered elsewhere',
		amazon
	],
	[
		'sl_met',
		'Binnen de norm',
		'Within target',
		'contacts',
		'higher',
		'M: beantwoord met wachttijd ≤ T',
		'M: answered with wait ≤ T',
		cisco
	],
	[
		'sl_breached',
		'Buiten de norm',
		'Past target',
		'contacts',
		'lower',
		'B: langer gewacht dan T, geteld op het moment dat T passeert',
		'B: waited longer than T, counted when T passes',
		cisco
	],
	[
		'sl_v1',
		'Serviceniveau (V1)',
		'Service level (V1)',
		'share',
		'higher',
		'M ÷ beantwoord',
		'M ÷ answered',
		'AltiGen; ICMI #2'
	],
	[
		'sl_v2',
		'Serviceniveau (V2, strikt)',
		'Service level (V2, strict)',
		'share',
		'higher',
		'M ÷ (M + B + alle afhakers binnen T)',
		'M ÷ (M + B + all abandons within T)',
		cisco
	],
	['sl_v3', 'Serviceniveau (V3)', 'Service level (V3)', 'share', 'higher', 'M ÷ (M + B)', 'M ÷ (M + B)', cisco],
	[
		'sl_v4',
		'Serviceniveau (V4)',
		'Service level (V4)',
		'share',
		'higher',
		'(M + afhakers binnen T) ÷ (M + B + afhakers binnen T)',
		'(M + abandons within T) ÷ (M + B + abandons within T)',
		amazon
	],
	[
		'sl_v5',
		'Serviceniveau',
		'Service level',
		'share',
		'higher',
		'M ÷ (M + B + afhakers binnen T met wachttijd ≥ S)',
		'M ÷ (M + B + abandons within T with wait ≥ S)',
		'Genesys Cloud, short abandons left out'
	],
	[
		'sl_v6',
		'Serviceniveau (V6)',
		'Service level (V6)',
		'share',
		'higher',
		'(M + korte afhakers) ÷ (M + B + afhakers binnen T)',
		'(M + short abandons) ÷ (M + B + abandons within T)',
		icmi
	],
	[
		'asa_s',
		'Gemiddelde wachttijd (ASA)',
		'Average wait (ASA)',
		'seconds',
		'lower',
		'gemiddelde wachttijd van beantwoorde contacten',
		'mean wait of answered contacts',
		own
	],
	[
		'avg_abandon_time_s',
		'Gemiddelde tijd tot afhaken',
		'Average time to abandon',
		'seconds',
		'none',
		'gemiddelde wachttijd van afhakers met wachttijd ≥ S',
		'mean wait of abandons with wait ≥ S',
		own
	],
	[
		'avg_queue_time_all_s',
		'Gemiddelde tijd in de wachtrij',
		'Average queue time, all',
		'seconds',
		'lower',
		'gemiddelde wachttijd van beantwoord en afgehaakt',
		'mean wait of answered and abandoned',
		own
	],
	[
		'abandonment_rate',
		'Afhaakpercentage',
		'Abandonment rate',
		'share',
		'lower',
		'(afhakers − korte) ÷ (beantwoord + afhakers − korte)',
		'(abandoned − short) ÷ (answered + abandoned − short)',
		own
	],
	[
		'handled_completed',
		'Afgehandeld',
		'Handled',
		'contacts',
		'none',
		'afgeronde afhandelingen, nawerk meegerekend',
		'handling segments finished, after-contact work included',
		amazon
	],
	[
		'aht_s',
		'Gemiddelde afhandeltijd (AHT)',
		'Average handle time (AHT)',
		'seconds',
		'none',
		'gemiddelde van gesprek, wachtstand en nawerk van afgeronde afhandelingen',
		'mean of talk, hold and after-contact work of finished segments',
		own
	],
	[
		'transfers',
		'Doorverbonden',
		'Transfers',
		'contacts',
		'lower',
		'afhandelingen die eindigden met doorverbinden',
		'segments ended by a transfer',
		own
	],
	[
		'transfer_rate',
		'Doorverbindpercentage',
		'Transfer rate',
		'share',
		'lower',
		'doorverbonden ÷ beëindigde gesprekken',
		'transfers ÷ segments ended',
		own
	],
	[
		'first_response_s',
		'Eerste reactietijd',
		'First response time',
		'seconds',
		'lower',
		'gemiddelde tijd van binnenkomst tot eerste bericht van een mens',
		'mean time from entry to the first human message',
		own
	],
	[
		'active_contacts',
		'In behandeling',
		'In progress',
		'contacts',
		'none',
		'contacten met een medewerker, wachtstand meegerekend',
		'contacts with an agent, hold included',
		own
	],
	[
		'free_chat_slots',
		'Vrije chatplekken',
		'Free chat places',
		'places',
		'higher',
		'som over beschikbare medewerkers van maximum − chats − nawerk',
		'sum over ready agents of maximum − chats − after-contact work',
		amazon
	],
	[
		'occupancy',
		'Bezettingsgraad',
		'Occupancy',
		'share',
		'none',
		'tijd met contact of nawerk ÷ (die tijd + beschikbaar)',
		'time with a contact or after-contact work ÷ (that time + ready)',
		amazon
	],
	[
		'utilisation',
		'Benutting',
		'Utilisation',
		'share',
		'none',
		'tijd met contact of nawerk ÷ ingelogde tijd',
		'time with a contact or after-contact work ÷ signed-in time',
		own
	],
	[
		'chat_concurrency',
		'Chats tegelijk',
		'Chat concurrency',
		'chats per agent',
		'none',
		'chatseconden ÷ seconden met minstens één chat',
		'chat seconds ÷ seconds with at least one chat',
		own
	],
	[
		'orphan_answers',
		'Antwoorden zonder wachtrij',
		'Answers without a queue',
		'contacts',
		'lower',
		'beantwoord zonder bekende binnenkomst: telt als werk, niet als wachttijd',
		'answered without a known entry: counts as work, not as a wait',
		own
	],
	[
		'pending',
		'Nog wachtend',
		'Pending',
		'contacts',
		'none',
		'van de binnengekomen contacten nog niet beantwoord of vertrokken',
		'of those that entered, not yet answered or gone',
		own
	]
];

/** Every metric, by key: one definition serves API, wall and help. */
export const metricRegistry: Readonly<Record<string, Metric>> = Object.fromEntries(
	rows.map(([key, nl, en, unit, direction, formulaNl, formulaEn, source]) => [
		key,
		{ key, label: { nl, en }, unit, direction, formula: { nl: formulaNl, en: formulaEn }, source, version: 1 }
	])
);
