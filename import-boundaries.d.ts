/** Types of the table in import-boundaries.js, for the tests that read it. */
export type Ring = 'domain' | 'simulator' | 'connectors' | 'protocol' | 'server' | 'client' | 'ui' | 'cli';

export const mayImport: Readonly<Record<Ring, readonly Ring[]>>;
export const rings: readonly Ring[];
export const pureRings: readonly Ring[];
export const allowedPackages: Readonly<Partial<Record<Ring, readonly string[]>>>;
export const forbiddenPackages: Readonly<Partial<Record<Ring, readonly string[]>>>;
export const chartsFolder: string;
export const outsideRings: readonly Readonly<{
	name: string;
	files: readonly string[];
	pattern: RegExp;
	mayImport: readonly Ring[];
}>[];
export const domainLayers: readonly (readonly string[])[];
