import type { TableTranslation } from '#lib/connectors/table/table-translator.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { ImportedEvent } from '#lib/domain/contact/contact-event.ts';
import { plainLines } from '../plain-text.ts';
import { notes, type OpenTable } from './table-translations.ts';
import { describedTable, indented, sectionsText, TrialReasons } from './trial-parts.ts';

/** Contacts whose events are printed. */
const contactsShown = 5;

/** What a file would come to, told without taking anything in. */
export class TableTrial {
	readonly #open: OpenTable;
	readonly #calendar: SiteCalendar;
	readonly #first: ImportedEvent[] = [];
	readonly #byType = new Map<string, number>();
	readonly #reasons = new TrialReasons();
	/** Contacts, or where rows are surveys, rows that gave an event. */
	#contacts = 0;
	#lastContact: string | null = null;
	#unknownWaits = 0;
	#from = Infinity;
	#to = -Infinity;

	constructor(open: OpenTable) {
		this.#open = open;
		this.#calendar = new SiteCalendar(open.zone);
	}

	/** Takes the next rows in. */
	add({ events, rejected }: TableTranslation): void {
		for (const event of events) {
			this.#byType.set(event.type, (this.#byType.get(event.type) ?? 0) + 1);
			if (this.#isFirstOfRow(event)) this.#contacts++;
			if (event.type === 'contact.queued' || this.#open.rows === 'surveys') {
				this.#from = Math.min(this.#from, event.time);
				this.#to = Math.max(this.#to, event.time);
			}
			if (event.type === 'contact.abandoned' && event.data.waitUnknown === true) this.#unknownWaits++;
			if (this.#contacts <= contactsShown) this.#first.push(event);
		}
		for (const record of rejected) this.#reasons.add(record);
	}

	/** Everything that was understood, for a person. */
	text(): string {
		const { table, opening, source } = this.#open;
		const { lines, blank, repeated, rejected, partial, skipped, ...oddities } = this.#open.translator.counts;
		const isOfSurveys = this.#open.rows === 'surveys';
		const formats = [...opening.foundFormats].map(([path, format]) => `  ${path}: ${format}`);
		const sections: (readonly [string, readonly string[]])[] = [
			['File', [`  ${describedTable(table)}`, `  source ${source}`]],
			['Columns used', [`  ${opening.columns.used.join(', ')}`]],
			['Columns not used', opening.columns.unused.length === 0 ? [] : [`  ${opening.columns.unused.join(', ')}`]],
			['Dates as they were found', formats],
			[isOfSurveys ? 'First surveys' : 'First contacts', this.#first.map((event) => this.#line(event))],
			[
				'Rows',
				[
					`  ${lines - blank} read, ${isOfSurveys ? '' : `${this.#contacts} contacts, `}${rejected} set aside, ${partial} counted without a part, ${repeated} repeated`
				]
			],
			['Events', indented([...this.#byType].map(([type, number]) => [type, String(number)]))],
			isOfSurveys ? ['Surveys', [this.#surveys()]] : ['Outcomes', [this.#outcomes()]],
			[
				isOfSurveys ? 'Invited and answered' : 'Entered a queue',
				this.#contacts === 0
					? []
					: [`  from ${this.#calendar.localTime(this.#from)} to ${this.#calendar.localTime(this.#to)}`]
			],
			['Left out as the mapping says', skipped.map((one) => `  ${one.count} × ${one.reason}`)],
			['Would be set aside', this.#reasons.lines()],
			['Note', notes(oddities, table).map((note) => `  ${note}`)]
		];
		return plainLines(sectionsText(sections));
	}

	#isFirstOfRow(event: ImportedEvent): boolean {
		if (this.#open.rows === 'contacts') return event.type === 'contact.queued';
		const before = this.#lastContact;
		this.#lastContact = 'contact' in event.data ? event.data.contact : null;
		return this.#lastContact !== before || event.type === 'survey.invited';
	}

	#count(type: ImportedEvent['type']): number {
		return this.#byType.get(type) ?? 0;
	}

	#outcomes(): string {
		const answered = this.#count('contact.answered');
		const abandoned = this.#count('contact.abandoned');
		const unknown = this.#unknownWaits > 0 ? ` (${this.#unknownWaits} after an unknown wait)` : '';
		const pending = this.#contacts - answered - abandoned;
		return `  ${answered} answered, ${abandoned} abandoned${unknown}, ${pending} pending`;
	}

	#surveys(): string {
		const [invited, answered] = [this.#count('survey.invited'), this.#count('survey.answered')];
		return `  ${invited} invited, ${answered} answered; their contacts are not in this file and come with one of their own`;
	}

	#line(event: ImportedEvent): string {
		return `  ${this.#calendar.localTime(event.time)}  ${event.type.padEnd(18)} ${JSON.stringify(event.data)}`;
	}
}
