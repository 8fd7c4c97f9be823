import type { RejectedRecord, Translation } from '#lib/connectors/connector.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { plainLines } from '../plain-text.ts';
import { textTable } from '../text-table.ts';
import { notes, type OpenTable } from './table-translations.ts';

/** Contacts whose events are printed. */
const contactsShown = 5;
/** Examples of each reason to set a row aside. */
const examplesShown = 3;
const reasonsShown = 30;

type Reason = { count: number; examples: RejectedRecord[] };

/** What a file would come to, told without taking anything in. */
export class TableTrial {
	readonly #open: OpenTable;
	readonly #calendar: SiteCalendar;
	readonly #first: SourceEvent[] = [];
	readonly #byType = new Map<string, number>();
	readonly #reasons = new Map<string, Reason>();
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
	add({ events, rejected }: Translation): void {
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
		for (const record of rejected) this.#setAside(record);
	}

	/** Everything that was understood, for a person. */
	text(): string {
		const { table, opening, source } = this.#open;
		const { lines, blank, repeated, rejected, partial, skipped, ...oddities } = this.#open.translator.counts;
		const isOfSurveys = this.#open.rows === 'surveys';
		const formats = [...opening.foundFormats].map(([path, format]) => `  ${path}: ${format}`);
		const sections: (readonly [string, readonly string[]])[] = [
			['File', [`  ${described(table)}`, `  source ${source}`]],
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
			['Would be set aside', this.#rejections()],
			['Note', notes(oddities, table).map((note) => `  ${note}`)]
		];
		const told = sections.filter(([, said]) => said.length > 0).map(([title, said]) => `${title}\n${said.join('\n')}`);
		return plainLines(`${told.join('\n\n')}\n\nNothing was taken in.`);
	}

	#isFirstOfRow(event: SourceEvent): boolean {
		if (this.#open.rows === 'contacts') return event.type === 'contact.queued';
		const before = this.#lastContact;
		this.#lastContact = 'contact' in event.data ? event.data.contact : null;
		return this.#lastContact !== before || event.type === 'survey.invited';
	}

	#count(type: SourceEvent['type']): number {
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

	#line(event: SourceEvent): string {
		return `  ${this.#calendar.localTime(event.time)}  ${event.type.padEnd(18)} ${JSON.stringify(event.data)}`;
	}

	#setAside(record: RejectedRecord): void {
		// Reasons quote values; what is common to them is the rest.
		const kind = `${record.field ?? 'row'}: ${record.reason.replace(/'[^']*'/g, '…').replace(/-?\d+(?:\.\d+)?/g, 'N')}`;
		const known = this.#reasons.get(kind);
		if (known === undefined) {
			if (this.#reasons.size < reasonsShown) this.#reasons.set(kind, { count: 1, examples: [record] });
			return;
		}
		known.count++;
		if (known.examples.length < examplesShown) known.examples.push(record);
	}

	#rejections(): string[] {
		return [...this.#reasons].flatMap(([, { count, examples }]) => [
			`  ${count} ×`,
			...examples.map(({ line: no, field, reason, raw }) => {
				const where = `line ${no}${field === null ? '' : `, ${field}`}`;
				return `    ${where}: ${reason}\n      ${raw.slice(0, 160).replace(/\s+/g, ' ')}`;
			})
		]);
	}
}

const delimiterNames = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const;

function described({ text, header, bytes }: OpenTable['table']): string {
	const size = `${bytes} bytes, ${header.length} columns`;
	if (text === null) return `workbook, ${size}`;
	const delimiter = delimiterNames[text.delimiter];
	return `text in ${text.encoding}${text.hasByteOrderMark ? ' with byte order mark' : ''}, columns parted by ${delimiter}, ${size}`;
}

function indented(rows: readonly (readonly string[])[]): string[] {
	return rows.length === 0
		? []
		: textTable(rows, 'left')
				.split('\n')
				.map((row) => `  ${row}`);
}
