import { IntakeTally } from '../monitoring/intake-tally.ts';
import type { Projection } from '../live/projection.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import { type IntakeCounters, newIntakeCounters } from './intake-counters.ts';
import { IntakeRates } from './intake-rates.ts';
import { knownNames } from './known-names.ts';
import { NewNames } from './new-names.ts';
import type { ReceivingParts } from './receive-events.ts';

/** What takes events in, and keeps count of what came. */
export type Intake = Readonly<{
	intakeCounters: IntakeCounters;
	intakeRates: IntakeRates;
	newNames: NewNames;
	receiving: ReceivingParts;
	tally: IntakeTally;
}>;

type Surroundings = Omit<ReceivingParts, 'counters' | 'rates' | 'names' | 'tally'> &
	Readonly<{ projection: Projection; current: CurrentSettings }>;

/** Puts the intake of a server together; its counts begin at 0, and its limits are this server's own. */
export function openIntake({ projection, current, ...surroundings }: Surroundings): Intake {
	const intakeCounters = newIntakeCounters();
	const intakeRates = new IntakeRates();
	const newNames = new NewNames(knownNames(projection, current));
	const tally = new IntakeTally();
	const counting = { counters: intakeCounters, rates: intakeRates, names: newNames, tally };
	return { intakeCounters, intakeRates, newNames, tally, receiving: { ...surroundings, ...counting } };
}
