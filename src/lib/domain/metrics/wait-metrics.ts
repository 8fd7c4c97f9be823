import { liveNames } from './live-names.ts';
import { amazonConnect, type Metric, type MetricRow, ownDefinition } from './metric.ts';

const cisco: Metric['source'] = {
	nl: 'Cisco ICM, gebeurtenis voor het serviceniveau en de drie soorten daarvan',
	en: 'Cisco ICM, service level event and its three types'
};
const icmi: Metric['source'] = {
	nl: 'ICMI, vijf formules voor het serviceniveau (2002)',
	en: 'ICMI, five service level formulas (2002)'
};
const shortCalls: Metric['source'] = {
	nl: 'Mitel en Cisco CUIC, korte gesprekken',
	en: 'Mitel and Cisco CUIC, short calls'
};
const altiGen: Metric['source'] = { nl: 'AltiGen; ICMI, formule 2', en: 'AltiGen; ICMI, formula 2' };
const genesys: Metric['source'] = {
	nl: 'Genesys Cloud, korte afhakers weggelaten',
	en: 'Genesys Cloud, short abandons left out'
};

/** Who waits, who was answered, and how that compares to the target. */
export const waitMetrics: readonly MetricRow[] = [
	[
		'queue_depth',
		liveNames.queue_depth.label.nl,
		liveNames.queue_depth.label.en,
		'contacts',
		'lower',
		'aantal dat nu in de wachtrij staat, rinkelend meegerekend',
		'contacts in queue now, ringing included',
		amazonConnect
	],
	[
		'longest_wait_s',
		liveNames.longest_wait_s.label.nl,
		liveNames.longest_wait_s.label.en,
		'seconds',
		'lower',
		'nu − vroegste binnenkomst van wie nu wacht',
		'now − earliest entry of those waiting now',
		amazonConnect
	],
	[
		'current_avg_wait_s',
		'Huidige gemiddelde wachttijd',
		'Current average wait',
		'seconds',
		'lower',
		'gemiddelde van nu − binnenkomst over wie nu wacht',
		'mean of now − entry over those waiting now',
		ownDefinition
	],
	[
		'over_threshold_waiting',
		'Wachtend boven de norm',
		'Waiting over target',
		'contacts',
		'lower',
		'aantal dat nu langer wacht dan T',
		'contacts waiting longer than T now',
		ownDefinition
	],
	[
		'offered',
		'Aangeboden',
		'Offered',
		'contacts',
		'none',
		'binnengekomen in het venster',
		'entries in the window',
		ownDefinition
	],
	[
		'contacts',
		'Contacten',
		'Contacts',
		'contacts',
		'none',
		'unieke contacten met hun eerste binnenkomst in het venster',
		'unique contacts whose first entry is in the window',
		ownDefinition
	],
	[
		'answered',
		'Beantwoord',
		'Answered',
		'contacts',
		'none',
		'verbonden met een medewerker in het venster',
		'connected to an agent in the window',
		ownDefinition
	],
	[
		'abandoned',
		'Afhakers',
		'Abandoned',
		'contacts',
		'lower',
		'vertrokken zonder antwoord, korte afhakers meegerekend',
		'left without an answer, short abandons included',
		amazonConnect
	],
	[
		'short_abandoned',
		'Korte afhakers',
		'Short abandons',
		'contacts',
		'none',
		'afgehaakt met wachttijd < S',
		'abandoned with wait < S',
		shortCalls
	],
	[
		'flow_out',
		'Doorgestroomd',
		'Flow out',
		'contacts',
		'none',
		'andere wachtrij, terugbelverzoek of elders beantwoord',
		're-queued, callback requested or answered elsewhere',
		amazonConnect
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
	['sl_v1', 'Serviceniveau (V1)', 'Service level (V1)', 'share', 'higher', 'M ÷ beantwoord', 'M ÷ answered', altiGen],
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
		amazonConnect
	],
	[
		'sl_v5',
		liveNames.sl_v5.label.nl,
		liveNames.sl_v5.label.en,
		'share',
		'higher',
		'M ÷ (M + B + afhakers binnen T met wachttijd ≥ S)',
		'M ÷ (M + B + abandons within T with wait ≥ S)',
		genesys
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
		liveNames.asa_s.label.nl,
		liveNames.asa_s.label.en,
		'seconds',
		'lower',
		'gemiddelde wachttijd van beantwoorde contacten',
		'mean wait of answered contacts',
		ownDefinition
	],
	[
		'avg_abandon_time_s',
		'Gemiddelde tijd tot afhaken',
		'Average time to abandon',
		'seconds',
		'none',
		'gemiddelde wachttijd van afhakers met wachttijd ≥ S',
		'mean wait of abandons with wait ≥ S',
		ownDefinition
	],
	[
		'avg_queue_time_all_s',
		'Gemiddelde tijd in de wachtrij',
		'Average queue time, all',
		'seconds',
		'lower',
		'gemiddelde wachttijd van beantwoord en afgehaakt',
		'mean wait of answered and abandoned',
		ownDefinition
	],
	[
		'abandonment_rate',
		'Afhaakpercentage',
		'Abandonment rate',
		'share',
		'lower',
		'(afhakers − korte) ÷ (beantwoord + afhakers − korte)',
		'(abandoned − short) ÷ (answered + abandoned − short)',
		ownDefinition
	],
	[
		'pending',
		'Nog wachtend',
		'Pending',
		'contacts',
		'none',
		'van de binnengekomen contacten nog niet beantwoord of vertrokken',
		'of those that entered, not yet answered or gone',
		ownDefinition
	]
];
