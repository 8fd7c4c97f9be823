import type { FitStep } from '../kit/fit-text.ts';

/** The number a board is looked at for: as tall as it can be, narrower before it gets lower. */
export const heroSteps: readonly FitStep[] = [
	{ size: 240, stretch: 92 },
	{ size: 240, stretch: 84 },
	{ size: 240, stretch: 75 },
	{ size: 224, stretch: 75 },
	{ size: 204, stretch: 75 },
	{ size: 180, stretch: 75 },
	{ size: 150, stretch: 75 },
	{ size: 120, stretch: 75 }
];

/** The number of a lower tile. */
export const valueSteps: readonly FitStep[] = [
	{ size: 144, stretch: 100 },
	{ size: 144, stretch: 90 },
	{ size: 144, stretch: 80 },
	{ size: 132, stretch: 75 },
	{ size: 116, stretch: 75 },
	{ size: 100, stretch: 75 },
	{ size: 84, stretch: 75 }
];

/** A queue's name in its row: one line down to 40 units, then two lines at the floor of 36. */
export const queueNameSteps: readonly FitStep[] = [
	{ size: 50, stretch: 94 },
	{ size: 50, stretch: 86 },
	{ size: 46, stretch: 86 },
	{ size: 42, stretch: 84 },
	{ size: 38, stretch: 82 },
	{ size: 36, stretch: 96, lines: 2 },
	{ size: 36, stretch: 88, lines: 2 },
	{ size: 36, stretch: 80, lines: 2 },
	{ size: 36, stretch: 75, lines: 2 },
	{ size: 36, stretch: 94, lines: 'broken' },
	{ size: 36, stretch: 84, lines: 'broken' },
	{ size: 36, stretch: 75, lines: 'broken' }
];

/** The line in the alarm slot. */
export const slotSteps: readonly FitStep[] = [
	{ size: 56, stretch: 100 },
	{ size: 56, stretch: 90 },
	{ size: 52, stretch: 88 },
	{ size: 48, stretch: 86 },
	{ size: 44, stretch: 84 },
	{ size: 40, stretch: 80 },
	{ size: 36, stretch: 75 }
];

/** The line in the slot where a message stands below it. */
export const slotAboveSteps: readonly FitStep[] = [
	{ size: 44, stretch: 100 },
	{ size: 44, stretch: 88 },
	{ size: 40, stretch: 80 },
	{ size: 36, stretch: 75 }
];

/** A message that has the slot to itself: one line, or two at the floor. */
export const messageSteps: readonly FitStep[] = [
	{ size: 56, stretch: 100 },
	{ size: 52, stretch: 90 },
	{ size: 46, stretch: 86 },
	{ size: 42, stretch: 100, lines: 2 },
	{ size: 38, stretch: 92, lines: 2 },
	{ size: 36, stretch: 80, lines: 2 },
	{ size: 36, stretch: 75, lines: 'broken' }
];

/** A message below an alarm: one line, or two where the screen stands upright; what has no room even so ends in an ellipsis. */
export const messageBelowSteps: readonly FitStep[] = [
	{ size: 40, stretch: 100 },
	{ size: 40, stretch: 88 },
	{ size: 36, stretch: 84 },
	{ size: 36, stretch: 75 },
	{ size: 36, stretch: 94, lines: 2 },
	{ size: 36, stretch: 84, lines: 2 },
	{ size: 36, stretch: 75, lines: 2 },
	{ size: 36, stretch: 75 }
];

/** The name of the team in the header. */
export const teamSteps: readonly FitStep[] = [
	{ size: 52, stretch: 100 },
	{ size: 52, stretch: 88 },
	{ size: 46, stretch: 84 },
	{ size: 40, stretch: 80 },
	{ size: 36, stretch: 75 }
];

/** The name of a tile. */
export const labelSteps: readonly FitStep[] = [
	{ size: 52, stretch: 92 },
	{ size: 52, stretch: 84 },
	{ size: 50, stretch: 78 },
	{ size: 50, stretch: 75 }
];

/** What stands under a line of the last hour. */
export const keySteps: readonly FitStep[] = [
	{ size: 36, stretch: 96 },
	{ size: 36, stretch: 86 },
	{ size: 36, stretch: 75 }
];

/** A note: one line, two where the screen stands upright. */
export const noteSteps: readonly FitStep[] = [
	{ size: 36, stretch: 94 },
	{ size: 36, stretch: 88 },
	{ size: 36, stretch: 80 },
	{ size: 36, stretch: 76 },
	{ size: 36, stretch: 90, lines: 2 }
];

/** The number of a panel that has a chart: in its own width, beside what it is held against. */
export const panelSteps: readonly FitStep[] = [
	{ size: 112, stretch: 100 },
	{ size: 112, stretch: 88 },
	{ size: 112, stretch: 75 },
	{ size: 92, stretch: 75 }
];

/** A line beside a number of a panel. */
export const noteLineSteps: readonly FitStep[] = [
	{ size: 36, stretch: 94 },
	{ size: 36, stretch: 86 },
	{ size: 36, stretch: 75 }
];

/** What a tile says of a silent source; what has no room even so is said shorter. */
export const silentSteps: readonly FitStep[] = [
	{ size: 36, stretch: 94 },
	{ size: 36, stretch: 86 },
	{ size: 36, stretch: 77 }
];
