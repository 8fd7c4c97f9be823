import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import { textTable } from './text-table.ts';

type Column = readonly [title: string, of: (row: ReportRow) => string];

const columns: readonly Column[] = [
	['bucket', (row) => row.bucket ?? '–'],
	['contacts', (row) => String(row.contacts)],
	['offered', (row) => String(row.offered)],
	['answered', (row) => String(row.answered)],
	['abandoned', (row) => String(row.abandoned)],
	['short', (row) => String(row.short_abandoned)],
	['flow', (row) => String(row.flow_out)],
	['waiting', (row) => String(row.pending)],
	['service level', (row) => percent(row.service_level)],
	['abandonment', (row) => percent(row.abandonment_rate)],
	['avg wait s', (row) => decimal(row.asa_s)],
	['handle s', (row) => decimal(row.aht_s)],
	['final', (row) => (row.final ? 'yes' : 'no')]
];
const surveyColumns: readonly Column[] = [
	['score', (row) => score(row)],
	['95 %', (row) => interval(row)],
	['answers', (row) => String(row.score_n)],
	['response', (row) => percent(row.response_rate)]
];
const comparisonColumns: readonly Column[] = [
	['against', (row) => row.previous_bucket ?? '–'],
	['contacts then', (row) => String(row.previous_contacts ?? '–')],
	['growth', (row) => percent(row.contacts_growth ?? null)],
	['p', (row) => probability(row.contacts_growth_p ?? null)],
	['partial', (row) => (row.partial === true ? 'yes' : 'no')]
];

/** The rows of a report for a person; a dash where there is no figure. */
export function reportTable(rows: readonly ReportRow[]): string {
	const shown = [
		...columns,
		...(rows.some((row) => row.surveys_invited > 0 || row.surveys_answered > 0) ? surveyColumns : []),
		...(rows.some((row) => row.previous_contacts !== undefined) ? comparisonColumns : [])
	];
	return textTable([shown.map(([title]) => title), ...rows.map((row) => shown.map(([, of]) => of(row)))], 'right');
}

function score(row: ReportRow): string {
	if (row.score === null) return row.score_n === 0 ? '–' : `n = ${row.score_n}`;
	return inUnit(row.score, row);
}

function interval(row: ReportRow): string {
	return row.score_low === null || row.score_high === null
		? '–'
		: `${inUnit(row.score_low, row)}–${inUnit(row.score_high, row)}`;
}

function inUnit(value: number, { score_kind: kind }: ReportRow): string {
	return kind === 'csat' || kind === 'ces' ? percent(value) : kind === 'nps' ? value.toFixed(0) : value.toFixed(2);
}

function percent(share: number | null): string {
	return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}

function decimal(value: number | null): string {
	return value === null ? '–' : value.toFixed(1);
}

/** No chance is none at all. */
function probability(p: number | null): string {
	return p === null ? '–' : p < 0.0005 ? '<0.001' : p.toFixed(3);
}
