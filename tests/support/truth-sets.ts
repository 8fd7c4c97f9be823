import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from './shared-data.ts';

/** One bucket of a truth; which of it there is differs by file. Rates and means have six decimals. */
export type Bucket = Readonly<Record<string, number | null | Readonly<Record<string, number>>>>;
export type Buckets = Readonly<Record<string, Bucket>>;
export type SetTruth = Readonly<Record<string, unknown>> & Readonly<{ total: Bucket }>;

/** A set of records as a table, the mapping that reads it, and the figures that another program counted from it. */
export type TruthSet = Readonly<{ folder: string; file: string; truth: string; mapping: string; zone: string }>;

export const truthSets: Readonly<Record<'bank' | 'calls' | 'list' | 'tickets', TruthSet>> = {
	bank: {
		folder: 'anonymous-bank-1999',
		file: 'january.txt',
		truth: 'truth-january.json',
		mapping: 'call-log-with-voice-menu.yaml',
		zone: 'Asia/Jerusalem'
	},
	calls: {
		folder: 'phonenow',
		file: '01 Call-Center-Dataset.xlsx',
		truth: 'truth.json',
		mapping: 'answered-or-abandoned.yaml',
		zone: 'Europe/Amsterdam'
	},
	list: {
		folder: 'simulated-2021',
		file: 'simulated_call_centre.csv',
		truth: 'truth.json',
		mapping: 'twelve-hour-call-list.json',
		zone: 'Europe/Amsterdam'
	},
	tickets: {
		folder: 'techsupport-2023',
		file: 'tickets-2023-h1.csv',
		truth: 'truth.h1.json',
		mapping: 'tickets-by-channel.yaml',
		zone: 'Europe/Amsterdam'
	}
};

/** Zones of the process, on three sides of the sites' own; none of them may have a say. */
export const processZones = ['UTC', 'Pacific/Auckland', 'America/Los_Angeles'] as const;

/** Whether this machine has all of them; it says so where it has not. */
export function hasTruthSets(): boolean {
	return Object.values(truthSets).every(({ folder }) => sharedFolder(folder) !== null);
}

/** The path of a set's file, or of another beside it. */
export function pathOfSet({ folder, file }: TruthSet, name = file): string {
	return join(sharedFolder(folder) ?? '', name);
}

/** The figures of a set. */
export function truthOfSet({ folder, truth }: TruthSet): SetTruth {
	return JSON.parse(readFileSync(join(sharedFolder(folder) ?? '', truth), 'utf8')) as SetTruth; // what tests compare
}
